#pragma once
#include <napi.h>

namespace firstpass::binding {

/** One function of the addon. Each file here defines those of one kernel; table.cpp lists them all. */
Napi::Value pack(const Napi::CallbackInfo& info);
Napi::Value unpack(const Napi::CallbackInfo& info);
Napi::Value accumulate_tile(const Napi::CallbackInfo& info);
Napi::Value normalise_tiles(const Napi::CallbackInfo& info);
Napi::Value resize(const Napi::CallbackInfo& info);
Napi::Value gaussian_blur(const Napi::CallbackInfo& info);
Napi::Value guided_filter(const Napi::CallbackInfo& info);
Napi::Value estimate_noise(const Napi::CallbackInfo& info);
Napi::Value non_local_means(const Napi::CallbackInfo& info);
Napi::Value shrink_cells(const Napi::CallbackInfo& info);
Napi::Value fit_colour_lines(const Napi::CallbackInfo& info);
Napi::Value project_colour_lines(const Napi::CallbackInfo& info);
Napi::Value halve_planes(const Napi::CallbackInfo& info);
Napi::Value foreground_level(const Napi::CallbackInfo& info);
Napi::Value flow(const Napi::CallbackInfo& info);
Napi::Value warp(const Napi::CallbackInfo& info);
Napi::Value spare_cores(const Napi::CallbackInfo& info);
Napi::Value splat(const Napi::CallbackInfo& info);
Napi::Value join_frames(const Napi::CallbackInfo& info);
Napi::Value average_frames(const Napi::CallbackInfo& info);
Napi::Value mix_channels(const Napi::CallbackInfo& info);
Napi::Value encode_prores(const Napi::CallbackInfo& info);
Napi::Value cut_out(const Napi::CallbackInfo& info);
Napi::Value structure_loss(const Napi::CallbackInfo& info);
Napi::Value follow_motion(const Napi::CallbackInfo& info);
Napi::Value carry_plane(const Napi::CallbackInfo& info);
Napi::Value judge_by_motion(const Napi::CallbackInfo& info);
Napi::Value trimap_cells(const Napi::CallbackInfo& info);
Napi::Value add_neighbour(const Napi::CallbackInfo& info);
Napi::Value calm_matte(const Napi::CallbackInfo& info);
Napi::Value map_file(const Napi::CallbackInfo& info);
Napi::Value unmap_file(const Napi::CallbackInfo& info);
Napi::Value reserve_file(const Napi::CallbackInfo& info);

}  // namespace firstpass::binding
