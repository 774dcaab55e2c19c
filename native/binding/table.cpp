#include "binding.h"

namespace firstpass::binding {

namespace {

/** Raised with every change of what JavaScript sees; native/lib/load.ts refuses another. */
constexpr int abi = 11;

struct Entry {
  const char* name;
  Napi::Value (*call)(const Napi::CallbackInfo&);
};

/** What the addon exports, by the names of native/lib/kernels.ts. A new kernel is a new line here. */
constexpr Entry table[] = {
    {"accumulateTile", accumulate_tile},
    {"addNeighbour", add_neighbour},
    {"averageFrames", average_frames},
    {"calmMatte", calm_matte},
    {"carryPlane", carry_plane},
    {"cutOut", cut_out},
    {"encodeProres", encode_prores},
    {"estimateNoise", estimate_noise},
    {"fitColourLines", fit_colour_lines},
    {"flow", flow},
    {"followMotion", follow_motion},
    {"foregroundLevel", foreground_level},
    {"gaussianBlur", gaussian_blur},
    {"guidedFilter", guided_filter},
    {"halvePlanes", halve_planes},
    {"joinFrames", join_frames},
    {"judgeByMotion", judge_by_motion},
    {"mapFile", map_file},
    {"mixChannels", mix_channels},
    {"nonLocalMeans", non_local_means},
    {"normaliseTiles", normalise_tiles},
    {"pack", pack},
    {"projectColourLines", project_colour_lines},
    {"reserveFile", reserve_file},
    {"resize", resize},
    {"shrinkCells", shrink_cells},
    {"spareCores", spare_cores},
    {"splat", splat},
    {"structureLoss", structure_loss},
    {"trimapCells", trimap_cells},
    {"unmapFile", unmap_file},
    {"unpack", unpack},
    {"warp", warp},
};

Napi::Object register_all(Napi::Env env, Napi::Object exports) {
  exports.Set("abi", abi);
  for (const Entry& entry : table) exports.Set(entry.name, Napi::Function::New(env, entry.call, entry.name));
  return exports;
}

}  // namespace

NODE_API_MODULE(firstpass, register_all)

}  // namespace firstpass::binding
