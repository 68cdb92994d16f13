// SPDX-License-Identifier: Apache-2.0
#include "models/parse_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/sample_bundle.h"

namespace scanetrix {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<ModelDescription> parse(const SampleBundle& bundle) {
  return parse_model(bundle.metadata(), bundle.inference(), "fallback");
}

Error error_of(const SampleBundle& bundle) {
  const auto parsed = parse(bundle);
  EXPECT_FALSE(parsed);
  return parsed ? Error{} : parsed.error();
}

TEST(ParseModel, ReadsABundleAsTheyUsuallyAre) {
  SampleBundle bundle;
  bundle.preprocessing =
      R"({"_target_":"LoadImaged","keys":"image"},
         {"_target_":"EnsureChannelFirstd","keys":"image"},
         {"_target_":"Orientationd","keys":"image","axcodes":"RAS"},
         {"_target_":"monai.transforms.Spacingd","keys":"image","pixdim":[1.5,1.5,2.0],"mode":"bilinear"},
         {"_target_":"ScaleIntensityRanged","keys":"image","a_min":-57,"a_max":164,"b_min":0,"b_max":1,"clip":true},
         {"_target_":"EnsureTyped","keys":"image"})";
  bundle.inferer =
      R"({"_target_":"SlidingWindowInferer","roi_size":[96,80,64],"sw_batch_size":4,"overlap":0.5,
                       "mode":"gaussian"})";
  bundle.postprocessing =
      R"({"_target_":"Activationsd","keys":"pred","softmax":true},
         {"_target_":"Invertd","keys":"pred","transform":"@preprocessing","nearest_interp":false},
         {"_target_":"AsDiscreted","keys":"pred","argmax":true},
         {"_target_":"KeepLargestConnectedComponentd","keys":"pred","applied_labels":[1]},
         {"_target_":"SaveImaged","keys":"pred","output_dir":"$@bundle_root + '/eval'"})";
  bundle.channels = R"({"0":"background","1":"spleen","2":"liver"})";
  bundle.output_channels = 3;
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->name, "Sample");
  EXPECT_EQ(model->version, "0.2.0");
  EXPECT_EQ(model->license, "Apache-2.0");
  ASSERT_EQ(model->prepare.size(), 3u);
  EXPECT_EQ(std::get<OrientImage>(model->prepare[0]).axis_codes, "RAS");
  EXPECT_THAT(std::get<SpaceImage>(model->prepare[1]).spacing_mm, ElementsAre(1.5, 1.5, 2));
  EXPECT_EQ(std::get<ScaleRange>(model->prepare[2]).from_low, -57);
  EXPECT_TRUE(std::get<ScaleRange>(model->prepare[2]).clip);
  EXPECT_THAT(model->window.size, ElementsAre(96, 80, 64));
  EXPECT_THAT(model->window.overlap, ElementsAre(0.5, 0.5, 0.5));
  EXPECT_EQ(model->window.weights, WindowWeights::gaussian);
  EXPECT_EQ(model->activation, Activation::softmax);
  EXPECT_EQ(model->discretisation, Discretisation::argmax);
  ASSERT_TRUE(model->keep_largest);
  EXPECT_THAT(model->keep_largest->labels, ElementsAre(1));
  ASSERT_EQ(model->labels.size(), 2u);
  EXPECT_EQ(model->labels[1].value, 2);
  EXPECT_EQ(model->labels[1].name, "liver");
  EXPECT_THAT(model->notes, ElementsAre(HasSubstr("Invertd")));
}

TEST(ParseModel, ReadsWhatTheZoosLargestAsksFor) {
  SampleBundle bundle;
  bundle.rest = R"j("shown":{"fine":true,"overlap":0.5},"image_key":"image",
                   "device":"$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
                   "file":"$'fine.pt' if @shown#fine else 'coarse.pt'",
                   "pixdim":"$[1.5, 1.5, 1.5] if @shown#fine else [3.0, 3.0, 3.0]",)j";
  bundle.preprocessing =
      R"({"_target_":"LoadImaged","keys":"@image_key"},
         {"_target_":"Orientationd","keys":"@image_key","axcodes":"RAS"},
         {"_target_":"Spacingd","keys":"@image_key","pixdim":"@pixdim","mode":"bilinear"},
         {"_target_":"NormalizeIntensityd","keys":"@image_key","nonzero":"True"},
         {"_target_":"ScaleIntensityd","keys":"@image_key","minv":-1.0,"maxv":1.0})";
  bundle.inferer = R"({"_target_":"SlidingWindowInferer","roi_size":[96,96,96],"overlap":"@shown#overlap",
                       "padding_mode":"replicate","mode":"gaussian","device":"@device"})";
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_EQ(model->prepare.size(), 4u);
  EXPECT_THAT(std::get<SpaceImage>(model->prepare[1]).spacing_mm, ElementsAre(1.5, 1.5, 1.5));
  EXPECT_TRUE(std::get<NormalizeImage>(model->prepare[2]).nonzero);
  EXPECT_EQ(std::get<ScaleToRange>(model->prepare[3]).low, -1);
  EXPECT_EQ(std::get<ScaleToRange>(model->prepare[3]).high, 1);
  EXPECT_EQ(model->window.padding, WindowPadding::replicate);
  EXPECT_THAT(model->window.overlap, ElementsAre(0.5, 0.5, 0.5));

  bundle.rest.replace(bundle.rest.find("true"), 4, "false");
  EXPECT_THAT(std::get<SpaceImage>(parse(bundle)->prepare[1]).spacing_mm, ElementsAre(3, 3, 3));
}

TEST(ParseModel, AChoiceThatIsNoPlainOneIsAProgram) {
  for (const char* choice : {"$[1, 1, 1] if True else [2, 2, 2]", "$[1, 1, 1] if @text else [2, 2, 2]",
                             "$[1, 1, 1] if @nowhere else [2, 2, 2]", "$f() if @no else f()", "$1 if @no"}) {
    SampleBundle bundle;
    bundle.rest = R"("text":"a","no":false,)";
    bundle.preprocessing = fmt::format(R"({{"_target_":"Spacingd","pixdim":"{}"}})", choice);
    EXPECT_EQ(error_of(bundle).slug, "unsupported_expression") << choice;
  }
}

TEST(ParseModel, ANetworkForPlanesSaysHowLargeAndAcrossWhat) {
  SampleBundle bundle;
  bundle.inferer = R"({"_target_":"SliceInferer","roi_size":[64,48],"spatial_dim":2,"overlap":0.5})";
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->window.plane_axis, 2);
  EXPECT_THAT(model->window.size, ElementsAre(64, 48, 1));
  bundle.inferer = R"({"_target_":"SliceInferer","roi_size":[64,48]})";
  EXPECT_THAT(parse(bundle)->window.size, ElementsAre(1, 64, 48));  // Across the first, as MONAI has it.
  bundle.inferer = R"({"_target_":"SliceInferer","roi_size":[64,48,32],"spatial_dim":2})";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("roi_size"));
  bundle.inferer = R"({"_target_":"SliceInferer","roi_size":[64,48],"spatial_dim":3})";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("spatial_dim"));
}

TEST(ParseModel, WhatIsNotDoneIsSaid) {
  SampleBundle bundle;
  bundle.preprocessing =
      R"({"_target_":"CropForegroundd","keys":"image","source_key":"image","select_fn":"$f"})";
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_THAT(model->notes, ElementsAre(HasSubstr("CropForegroundd is not done")));
}

TEST(ParseModel, AStepThatIsNotKnownIsRefusedByName) {
  for (const char* step : {"RandFlipd", "ScaleIntensityRange", "monai.transforms.Lambdad", "d", ""}) {
    SampleBundle bundle;
    bundle.preprocessing = fmt::format(R"({{"_target_":"{}","keys":"image"}})", step);
    const Error error = error_of(bundle);
    EXPECT_EQ(error.slug, "unsupported_step") << step;
    const std::string_view name = step;
    EXPECT_THAT(error.message, HasSubstr(std::string(name.substr(name.rfind('.') + 1))));
  }
  SampleBundle bundle;
  bundle.inferer = R"({"_target_":"SimpleInferer"})";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("SimpleInferer"));
  bundle = {};
  bundle.postprocessing = R"({"_target_":"FillHolesd","keys":"pred"})";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("FillHolesd"));
}

TEST(ParseModel, AParameterThatWouldChangeTheResultIsRefusedByName) {
  const std::array<std::pair<const char*, const char*>, 7> cases{
      {{R"({"_target_":"Spacingd","pixdim":[1,1,1],"mode":3})", "mode"},
       {R"({"_target_":"Spacingd","pixdim":[1,1,0]})", "pixdim"},
       {R"({"_target_":"Spacingd","pixdim":[1,1,1],"diagonal":true})", "diagonal"},
       {R"({"_target_":"Orientationd","axcodes":"RAR"})", "axcodes"},
       {R"({"_target_":"ScaleIntensityRanged","a_min":1,"a_max":0,"b_min":0,"b_max":1})", "a_max"},
       {R"({"_target_":"NormalizeIntensityd","subtrahend":[3]})", "subtrahend"},
       {R"({"_target_":"ScaleIntensityRanged","a_min":1,"a_max":"$x","b_min":0,"b_max":1})", "$x"}}};
  for (const auto& [step, named] : cases) {
    SampleBundle bundle;
    bundle.preprocessing = step;
    EXPECT_THAT(error_of(bundle).message, HasSubstr(named)) << step;
  }
}

TEST(ParseModel, ReferencesAreFollowedAndProgramsAreNotRun) {
  SampleBundle bundle;
  bundle.rest = R"("sizes":{"roi":[[32,32,32]]},"key":"@sizes#roi::0",)";
  bundle.inferer = R"({"_target_":"SlidingWindowInferer","roi_size":"@key"})";
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_THAT(model->window.size, ElementsAre(32, 32, 32));

  bundle.rest = R"("key":"@other","other":"@key",)";
  EXPECT_EQ(error_of(bundle).slug, "bad_model_config");
  bundle.rest = R"("key":"@nowhere",)";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("@nowhere"));
  bundle.rest = R"("key":"$[1, 2, __import__('os')]",)";
  EXPECT_EQ(error_of(bundle).slug, "unsupported_expression");
}

TEST(ParseModel, AStepThatIsDisabledIsLeftOut) {
  SampleBundle bundle;
  bundle.preprocessing = R"({"_target_":"RandFlipd","_disabled_":true})";
  EXPECT_TRUE(parse(bundle));
}

TEST(ParseModel, ANetworkThatWantsMoreChannelsIsRefused) {
  SampleBundle bundle;
  bundle.input_channels = 4;
  EXPECT_EQ(error_of(bundle).slug, "unsupported_channels");
  EXPECT_THAT(error_of(bundle).message, HasSubstr("4 channels"));
}

TEST(ParseModel, LabelsMustComeOfTheAnswerInAWayThatIsKnown) {
  SampleBundle bundle;
  bundle.postprocessing = R"({"_target_":"Activationsd","softmax":true})";
  EXPECT_EQ(error_of(bundle).slug, "unsupported_output");
  bundle.postprocessing = R"({"_target_":"AsDiscreted","threshold":0.5})";
  EXPECT_THAT(error_of(bundle).message, HasSubstr("overlap"));
  bundle.output_channels = 1;
  bundle.channels = R"({"0":"lesion"})";
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->labels.front().name, "lesion");
  EXPECT_EQ(model->labels.front().value, 1);
  bundle.postprocessing = "";
  EXPECT_FALSE(parse(bundle)->makes_labels());
}

TEST(ParseModel, TextsOfAStrangerAreShortened) {
  SampleBundle bundle;
  bundle.name = std::string(119, 'a') + "\xc3\xa4\\u0007" + std::string(500, 'b');
  const auto model = parse(bundle);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->name, std::string(119, 'a'));
}

TEST(ParseModel, WhatIsNotJsonOrTooLongIsRefused) {
  const SampleBundle bundle;
  EXPECT_EQ(parse_model("{", bundle.inference(), "x").error().slug, "bad_model_config");
  EXPECT_EQ(parse_model("[]", bundle.inference(), "x").error().slug, "bad_model_config");
  EXPECT_EQ(parse_model(bundle.metadata(), std::string(2 << 20, ' '), "x").error().slug, "bad_model_config");
  EXPECT_EQ(parse_model(bundle.metadata(), std::string(5000, '['), "x").error().slug, "bad_model_config");
  EXPECT_EQ(parse_model("{}", bundle.inference(), "x").error().slug, "bad_model_config");
}

}  // namespace
}  // namespace scanetrix
