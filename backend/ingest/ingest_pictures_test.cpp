// SPDX-License-Identifier: Apache-2.0
#include "ingest/ingest_fixture.h"
#include "ingest/sample_pictures.h"
#include "ingest/sample_tiff.h"

namespace scanetrix {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(IngestTest, PicturesOfTwoFormatsWithOneNumberingAreOneStack) {
  add("1.png", png_file({.width = 8, .height = 8}, std::vector<std::uint8_t>(64, 1)));
  add("2.jpg", jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 2)));
  add("3.tif", tiff_file({{.width = 8, .height = 8, .bytes = std::vector<std::uint8_t>(64, 3)}}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].format, "JPEG, PNG, TIFF");
  EXPECT_EQ(series_[0].how, "3 JPEG and PNG and TIFF pictures in the order of their names.");
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[0], 1);
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[128], 3);
}

TEST_F(IngestTest, TheSameSlicesInTwoFormatsAreTwoStacks) {
  for (const int i : {1, 2, 3}) {
    add(fmt::format("{}.png", i), png_file({.width = 8, .height = 8}, std::vector<std::uint8_t>(64, 1)));
    add(fmt::format("{}.jpg", i), jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 2)));
  }
  run();
  EXPECT_THAT(series_, SizeIs(2));
}

TEST_F(IngestTest, PagesOfATiffAreSlicesWithImageJsScale) {
  std::vector<TiffSample> pages(3, TiffSample{.resolution = 2});
  for (std::uint8_t k = 0; k < 3; ++k) pages[k].bytes.assign(4, static_cast<std::uint8_t>(k + 1));
  pages[0].description = "ImageJ=1.53t\nimages=3\nslices=3\nunit=mm\nspacing=3\n";
  add("stack.tif", tiff_file(pages));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  EXPECT_EQ(volume.geometry.shape, (Shape{3, 2, 2}));
  EXPECT_TRUE(volume.geometry.calibrated);
  EXPECT_THAT(volume.geometry.spacing_mm(), ElementsAre(3, 0.5, 0.5));
  EXPECT_EQ(volume.samples<std::uint8_t>()[11], 3);
  EXPECT_EQ(series_[0].how, "The 3 pages of one TIFF file.");
  EXPECT_THAT(warnings_of(series_[0]), ElementsAre("orientation_unknown"));
}

TEST_F(IngestTest, FramesOfATiffAreTimePoints) {
  std::vector<TiffSample> pages(4, TiffSample{});
  for (std::uint8_t k = 0; k < 4; ++k) pages[k].bytes.assign(4, static_cast<std::uint8_t>(k + 1));
  pages[0].description = "ImageJ=1.53t\nimages=4\nslices=2\nframes=2\n";
  add("stack.tif", tiff_file(pages));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(series_[0].others, SizeIs(1));
  EXPECT_EQ(series_[0].volume.samples<std::uint8_t>()[4], 2);
  EXPECT_EQ(series_[0].others[0].samples<std::uint8_t>()[0], 3);
}

/// A sheet of 4 × 4 tiles of 32 pixels, each a bright disc that grows, with the tile's number as background.
Bytes light_box_file() {
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < 128; ++y)
    for (int x = 0; x < 128; ++x) {
      const int n = y / 32 * 4 + x / 32;
      const double radius = std::hypot(x % 32 - 16, y % 32 - 14);
      rows.push_back(static_cast<std::uint8_t>(radius < 6 + n * 0.3 ? 200 : n));
    }
  return png_file({.width = 128, .height = 128}, rows);
}

TEST_F(IngestTest, ASheetIsShownAsOnePictureAndProposed) {
  add("sheet.png", light_box_file());
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape, (Shape{1, 128, 128}));
  EXPECT_THAT(warnings_of(series_[0]), Contains("light_box_suspected"));
  ASSERT_TRUE(series_[0].light_box);
  EXPECT_EQ(series_[0].light_box->rows, 4);
  EXPECT_EQ(series_[0].light_box->columns, 4);
  EXPECT_EQ(series_[0].light_box->order, TileOrder::row_major);
}

TEST_F(IngestTest, ASheetIsCutWhenSomebodySaysSo) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 4, .columns = 4, .order = TileOrder::column_major};
  run();
  ASSERT_THAT(series_, SizeIs(1));
  const Volume& volume = series_[0].volume;
  ASSERT_EQ(volume.geometry.shape, (Shape{16, 32, 32}));
  EXPECT_FALSE(volume.geometry.calibrated);
  EXPECT_FALSE(series_[0].light_box);
  EXPECT_TRUE(series_[0].is_lone_picture);
  ASSERT_TRUE(series_[0].sheet);
  EXPECT_EQ(series_[0].sheet->grid, options_.light_boxes["sheet.png"]);
  for (std::size_t k = 0; k < 16; ++k)
    EXPECT_EQ(volume.samples<std::uint8_t>()[k * 1024], k % 4 * 4 + k / 4) << k;
}

TEST_F(IngestTest, AProposalThatWasDeclinedIsNotMadeAgain) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 1, .columns = 1};
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.geometry.shape, (Shape{1, 128, 128}));
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("light_box_suspected")));
  ASSERT_TRUE(series_[0].light_box);  // What it looks like is still told.
  EXPECT_TRUE(series_[0].sheet->grid.is_one_picture());
}

TEST_F(IngestTest, EveryPictureIsCutWhenSomebodySaysSoOfAll) {
  add("a/1.png", light_box_file());
  add("a/2.png", light_box_file());
  add("a/3.png", light_box_file());
  options_.light_box_of_all = LightBoxGrid{.rows = 4, .columns = 4};
  options_.spacing = EnteredSpacing{.row_mm = 0.5, .column_mm = 0.5, .slice_mm = 2};
  run();
  ASSERT_THAT(series_, SizeIs(3));
  for (const auto& series : series_) {
    EXPECT_EQ(series.volume.geometry.shape, (Shape{16, 32, 32}));
    EXPECT_THAT(series.volume.geometry.spacing_mm(), ElementsAre(2, 0.5, 0.5));
    EXPECT_THAT(warnings_of(series), Contains("spacing_entered"));
  }
}

TEST_F(IngestTest, AGridThatDoesNotFitRefusesThePicture) {
  add("sheet.png", light_box_file());
  options_.light_boxes["sheet.png"] = {.rows = 100, .columns = 200};
  run();
  EXPECT_THAT(series_, IsEmpty());
  ASSERT_THAT(refusals_, SizeIs(1));
  EXPECT_EQ(refusals_[0].code, "unsuitable_light_box");
}

TEST_F(IngestTest, ASheetThatIsNotThereIsSaid) {
  add("sheet.png", light_box_file());
  options_.light_boxes["other.png"] = {.rows = 4, .columns = 4};
  SilentProgress progress;
  const auto outcome = ingest(files_, read_into(series_), progress, options_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().slug, "light_box_not_found");
}

TEST_F(IngestTest, AHundredUnrelatedSlicesAreWarnedOf) {
  std::uint32_t random = 5;
  for (int k = 0; k < 100; ++k) {
    std::array<std::uint8_t, 16> cells{};
    for (auto& cell : cells) cell = static_cast<std::uint8_t>((random = random * 1664525 + 1013904223) >> 24);
    std::vector<std::uint8_t> rows;
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x) rows.push_back(cells[static_cast<std::size_t>(y / 8 * 4 + x / 8)]);
    add(fmt::format("{}.png", k), png_file({.width = 32, .height = 32}, rows));
  }
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(warnings_of(series_[0]), Contains("unrelated_slices"));
}

TEST_F(IngestTest, PicturesOfAnotherSizeAreNamed) {
  for (const int i : {1, 2, 3}) add(fmt::format("{}.png", i), png_file({.width = 2}, {1, 2}));
  add("4.png", png_file({.width = 3}, {1, 2, 3}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  ASSERT_THAT(refusals_, SizeIs(1));
  EXPECT_EQ(refusals_[0].path, "4.png");
  EXPECT_EQ(refusals_[0].code, "mixed_sizes");
  EXPECT_EQ(refusals_[0].reason, "3 × 1 pixels of 8 bits; the other pictures beside it have 2 × 1 of 8.");
}

TEST_F(IngestTest, StacksOfOtherNamesAndFoldersStayApart) {
  for (const int i : {1, 2, 3}) {
    add(fmt::format("t1_{}.png", i), png_file({}, {1}));
    add(fmt::format("t2_{}.png", i), png_file({}, {2}));
    add(fmt::format("more/t1_{}.png", i), png_file({}, {3}));
  }
  run();
  EXPECT_THAT(series_, SizeIs(3));
}

TEST_F(IngestTest, ColourThatIsGrayEverywhereIsGray) {
  for (const int i : {1, 2})
    add(fmt::format("{}.png", i), png_file({.color_type = PNG_COLOR_TYPE_RGB}, {7, 7, 7}));
  add("c/1.png", png_file({.color_type = PNG_COLOR_TYPE_RGB}, {7, 7, 8}));
  run();
  ASSERT_THAT(series_, SizeIs(2));
  EXPECT_EQ(series_[0].volume.channels, 1);
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre(7, 7));
  EXPECT_EQ(series_[1].volume.channels, 3);
}

TEST_F(IngestTest, DeepColourIsBroughtToEightBitsAndSaid) {
  const PngSample deep{.bits = 16, .color_type = PNG_COLOR_TYPE_RGB};
  add("1.png", png_file(deep, {0x12, 0xff, 0, 0, 0xff, 0xff}));
  add("2.png", png_file({.bits = 16}, {0x34, 0x56}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.channels, 3);
  EXPECT_THAT(series_[0].volume.samples<std::uint8_t>(), ElementsAre(0x12, 0, 0xff, 0x34, 0x34, 0x34));
  EXPECT_THAT(warnings_of(series_[0]), Contains("colour_depth_reduced"));
}

TEST_F(IngestTest, DeepColourThatIsGrayKeepsSixteenBits) {
  add("1.png",
      png_file({.bits = 16, .color_type = PNG_COLOR_TYPE_RGB}, {0x12, 0xff, 0x12, 0xff, 0x12, 0xff}));
  add("2.png", png_file({.bits = 16}, {0x34, 0x56}));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_EQ(series_[0].volume.channels, 1);
  EXPECT_THAT(series_[0].volume.samples<std::uint16_t>(), ElementsAre(0x12ff, 0x3456));
  EXPECT_THAT(warnings_of(series_[0]), Not(Contains("colour_depth_reduced")));
}

TEST_F(IngestTest, JpegsAreLossy) {
  for (const int i : {1, 2})
    add(fmt::format("{}.jpg", i), jpeg_file(8, 8, 1, std::vector<std::uint8_t>(64, 9)));
  run();
  ASSERT_THAT(series_, SizeIs(1));
  EXPECT_THAT(warnings_of(series_[0]), Contains("lossy_compression"));
}

}  // namespace
}  // namespace scanetrix
