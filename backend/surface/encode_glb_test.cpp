// SPDX-License-Identifier: Apache-2.0
#include "surface/encode_glb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "surface/sample_mesh.h"
#include "volume/geometry.h"

namespace scanetrix {
namespace {

namespace json = boost::json;

Bytes encoded(const std::vector<NamedMesh>& meshes) {
  Bytes out;
  EXPECT_TRUE(encode_glb(meshes, [&](ByteView bytes) -> Result<void> {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return {};
  }));
  return out;
}

struct Parts {
  json::value text;
  Bytes binary;
};

/// By the specification's section 4.4.
Parts parts_of(const Bytes& glb) {
  EXPECT_EQ(as_text(ByteView(glb).first(4)), "glTF");
  EXPECT_EQ(load<std::uint32_t>(glb, 4), 2U);
  EXPECT_EQ(load<std::uint32_t>(glb, 8), glb.size());
  const std::size_t text_bytes = load<std::uint32_t>(glb, 12);
  EXPECT_EQ(text_bytes % 4, 0U);
  EXPECT_EQ(as_text(ByteView(glb).subspan(16, 4)), "JSON");
  const std::size_t binary = 20 + text_bytes;
  EXPECT_EQ(load<std::uint32_t>(glb, binary), glb.size() - binary - 8);
  EXPECT_EQ(as_text(ByteView(glb).subspan(binary + 4, 3)), "BIN");
  const auto data = ByteView(glb).subspan(binary + 8);
  return {json::parse(as_text(ByteView(glb).subspan(20, text_bytes))), Bytes(data.begin(), data.end())};
}

TEST(EncodeGlb, HoldsEachMeshWithItsNameAndColour) {
  const auto [text, binary] =
      parts_of(encoded({{"Liver", {255, 0, 0}, sample_mesh()}, {"\"Spleen\"", {0, 0, 128}, sample_mesh()}}));
  EXPECT_EQ(text.at("meshes").as_array().size(), 2U);
  EXPECT_EQ(text.at_pointer("/meshes/1/name"), "\"Spleen\"");
  EXPECT_EQ(text.at_pointer("/materials/0/pbrMetallicRoughness/baseColorFactor/0").to_number<double>(), 1);
  EXPECT_NEAR(text.at_pointer("/materials/1/pbrMetallicRoughness/baseColorFactor/2").to_number<double>(),
              0.2158, 1e-3);
  EXPECT_EQ(text.at_pointer("/buffers/0/byteLength").to_number<std::size_t>(), binary.size());
  EXPECT_EQ(text.at_pointer("/accessors/0/max"), json::value({10.0, 10.0, 10.0}));
  // The second mesh's last triangle.
  const auto view = text.at_pointer("/accessors/5/bufferView").to_number<std::size_t>();
  const auto offset = text.at("bufferViews").at(view).at("byteOffset").to_number<std::size_t>();
  EXPECT_EQ(load<std::uint32_t>(binary, offset + 9 * 4), 1U);
  EXPECT_EQ(load<std::uint32_t>(binary, offset + 11 * 4), 3U);
}

TEST(EncodeGlb, HeadIsUpTheFaceIsToTheFrontAndNothingIsMirrored) {
  const auto [text, binary] = parts_of(encoded({{"a", {}, sample_mesh()}}));
  const auto& root = text.at("nodes").at(text.at_pointer("/scenes/0/nodes/0").to_number<std::size_t>());
  std::array<double, 16> m{};
  for (std::size_t n = 0; n < 16; ++n) m[n] = root.at("matrix").at(n).to_number<double>();
  const auto turned = [&](Vec3 lps) {
    return Vec3{m[0] * lps.x + m[4] * lps.y + m[8] * lps.z, m[1] * lps.x + m[5] * lps.y + m[9] * lps.z,
                m[2] * lps.x + m[6] * lps.y + m[10] * lps.z};
  };
  EXPECT_DOUBLE_EQ(turned({0, 0, 1000}).y, 1) << "the head, metres";
  EXPECT_DOUBLE_EQ(turned({0, -1000, 0}).z, 1) << "the face";
  const double sign = dot(turned({1, 0, 0}), cross(turned({0, 1, 0}), turned({0, 0, 1})));
  EXPECT_GT(sign, 0);
}

TEST(EncodeGlb, NothingIsNoFile) {
  const auto written = encode_glb({}, [](ByteView) -> Result<void> { return {}; });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().slug, "no_surface");
}

}  // namespace
}  // namespace scanetrix
