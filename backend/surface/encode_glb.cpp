// SPDX-License-Identifier: Apache-2.0
#include "surface/encode_glb.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kMagic = 0x46546C67;  ///< "glTF"
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kJson = 0x4E4F534A;
constexpr std::uint32_t kBinary = 0x004E4942;
constexpr int kFloat = 5126;
constexpr int kUnsignedInt = 5125;
constexpr int kArrayBuffer = 34962;
constexpr int kElementArrayBuffer = 34963;

ByteView bytes_of(const auto& values) {
  return std::as_bytes(std::span(values));
}

/// Of each point the mean of its triangles' normals.
std::vector<MeshPoint> point_normals(const TriangleMesh& mesh) {
  std::vector<MeshPoint> sums(mesh.points.size());
  for (std::size_t n = 0; n < mesh.triangles.size(); ++n) {
    const MeshPoint normal = normal_of(mesh, n);
    for (const std::uint32_t corner : mesh.triangles[n])
      for (std::size_t axis = 0; axis < 3; ++axis) sums[corner][axis] += normal[axis];
  }
  for (MeshPoint& sum : sums) {
    const float length = std::hypot(sum[0], sum[1], sum[2]);
    if (length > 0)
      for (float& part : sum) part /= length;
    else
      sum = {0, 0, 1};  // glTF wants a length of 1.
  }
  return sums;
}

/// glTF's colours are linear (IEC 61966-2-1).
double linear(std::uint8_t srgb) {
  const double value = srgb / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// The JSON part, and how many bytes the binary one has.
class Description {
 public:
  void add(const NamedMesh& named) {
    const TriangleMesh& mesh = named.mesh;
    json::object positions = accessor(kFloat, mesh.points.size(), "VEC3", kArrayBuffer, 12);
    json::array least, greatest;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto [low, high] = std::ranges::minmax_element(
          mesh.points, {}, [axis](const MeshPoint& point) { return point[axis]; });
      least.push_back((*low)[axis]);
      greatest.push_back((*high)[axis]);
    }
    positions["min"] = std::move(least);
    positions["max"] = std::move(greatest);
    const auto first = accessors_.size();
    accessors_.push_back(std::move(positions));
    accessors_.push_back(accessor(kFloat, mesh.points.size(), "VEC3", kArrayBuffer, 12));
    accessors_.push_back(accessor(kUnsignedInt, 3 * mesh.triangles.size(), "SCALAR", kElementArrayBuffer, 4));
    const auto& [red, green, blue] = named.color;
    materials_.push_back(json::object{
        {"name", named.name},
        {"pbrMetallicRoughness",
         json::object{{"baseColorFactor", json::array{linear(red), linear(green), linear(blue), 1.0}},
                      {"metallicFactor", 0.0},
                      {"roughnessFactor", 0.7}}}});
    meshes_.push_back(json::object{
        {"name", named.name},
        {"primitives",
         json::array{json::object{{"attributes", json::object{{"POSITION", first}, {"NORMAL", first + 1}}},
                                  {"indices", first + 2},
                                  {"material", materials_.size() - 1}}}}});
    nodes_.push_back(json::object{{"name", named.name}, {"mesh", meshes_.size() - 1}});
  }

  [[nodiscard]] std::uint64_t binary_bytes() const { return offset_; }

  std::string finish() {
    json::array children;
    for (std::size_t n = 0; n < nodes_.size(); ++n) children.push_back(n);
    // Column by column: x stays the patient's left, y (to the back) becomes −z, z (to the head) y.
    nodes_.push_back(
        json::object{{"name", "patient, LPS, mm"},
                     {"matrix", json::array{0.001, 0, 0, 0, 0, 0, -0.001, 0, 0, 0.001, 0, 0, 0, 0, 0, 1}},
                     {"children", std::move(children)}});
    const json::object all{{"asset", json::object{{"version", "2.0"}, {"generator", "Scanetrix"}}},
                           {"scene", 0},
                           {"scenes", json::array{json::object{{"nodes", json::array{nodes_.size() - 1}}}}},
                           {"nodes", std::move(nodes_)},
                           {"meshes", std::move(meshes_)},
                           {"materials", std::move(materials_)},
                           {"accessors", std::move(accessors_)},
                           {"bufferViews", std::move(views_)},
                           {"buffers", json::array{json::object{{"byteLength", offset_}}}}};
    std::string text = json::serialize(all);
    text.resize((text.size() + 3) / 4 * 4, ' ');
    return text;
  }

 private:
  json::object accessor(int component, std::size_t count, const char* type, int target, std::size_t width) {
    views_.push_back(json::object{
        {"buffer", 0}, {"byteOffset", offset_}, {"byteLength", count * width}, {"target", target}});
    offset_ += count * width;
    return json::object{
        {"bufferView", views_.size() - 1}, {"componentType", component}, {"count", count}, {"type", type}};
  }

  std::uint64_t offset_ = 0;
  json::array nodes_, meshes_, materials_, accessors_, views_;
};

}  // namespace

Result<void> encode_glb(std::span<const NamedMesh> meshes, const AppendBytes& append) {
  if (meshes.empty()) return fail(ErrorCode::bad_input, "no_surface", "There is no surface to write.");
  Description description;
  for (const NamedMesh& named : meshes) description.add(named);
  const std::uint64_t binary = description.binary_bytes();
  const std::string text = description.finish();
  const std::uint64_t whole = 12 + 8 + text.size() + 8 + binary;
  if (whole > std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorCode::too_large, "surface_too_large", "The surfaces do not fit into one GLB of 4 GiB.");

  const std::array<std::uint32_t, 5> head{kMagic, kVersion, static_cast<std::uint32_t>(whole),
                                          static_cast<std::uint32_t>(text.size()), kJson};
  const std::array<std::uint32_t, 2> between{static_cast<std::uint32_t>(binary), kBinary};
  TRY(append(bytes_of(head)));
  TRY(append(as_bytes(text)));
  TRY(append(bytes_of(between)));
  for (const NamedMesh& named : meshes) {
    TRY(append(bytes_of(named.mesh.points)));
    TRY(append(bytes_of(point_normals(named.mesh))));
    TRY(append(bytes_of(named.mesh.triangles)));
  }
  return {};
}

}  // namespace scanetrix
