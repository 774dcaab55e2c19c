#include "../kernels/threads.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value spare_cores(const Napi::CallbackInfo& info) {
  firstpass::spare_cores(read_whole(info[0], "count"));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
