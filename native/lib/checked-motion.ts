import { Check } from './check'
import type { Kernels } from './kernels'

type Motion = Pick<Kernels, 'flow' | 'warp' | 'averageFrames'>

/** The kernels of motion behind checks of every size. @throws KERNEL_MISUSED */
export function checkedMotion(inner: Kernels): Motion {
  return {
    flow(from, to, width, height, options) {
      const check = new Check('flow')
      check.count(width, 'width', 1, 65_535)
      check.count(height, 'height', 1, 65_535)
      check.length(from, width * height, 'from')
      check.length(to, width * height, 'to')
      check.count(options.finest, 'finest', 0, 16)
      check.count(options.steps, 'steps', 1, 100)
      check.count(options.rounds, 'rounds', 0, 1000)
      return inner.flow(from, to, width, height, options)
    },
    warp(source, place, motion, region, options) {
      const check = new Check('warp')
      check.region(place, 'place')
      check.region(region, 'region')
      check.count(options.planes, 'planes', 1, 16)
      check.length(source, options.planes * place.width * place.height, 'source')
      check.count(motion.width, 'motion.width')
      check.count(motion.height, 'motion.height')
      check.count(motion.pictureWidth, 'motion.pictureWidth')
      check.count(motion.pictureHeight, 'motion.pictureHeight')
      check.length(motion.data, 2 * motion.width * motion.height, 'motion')
      return inner.warp(source, place, motion, region, options)
    },
    averageFrames(frame, others, width, height, options) {
      const check = new Check('averageFrames')
      check.count(width, 'width')
      check.count(height, 'height')
      check.count(others.length, 'others.length', 0, 64)
      for (const each of [frame, ...others]) check.length(each, 3 * width * height, 'a frame')
      check.count(options.sigma.length, 'sigma.length', 1, 65_536)
      return inner.averageFrames(frame, others, width, height, options)
    },
  }
}
