import type * as official from '@adobe/premierepro'
import { alphaUsage } from './constants'
import { illegalType } from './host-error'
import type { InterpretationState } from './state'

/** A copy of how a file is understood; nothing changes before an action gives it back. */
export class Interpretation implements Partial<official.FootageInterpretation> {
  readonly ALPHACHANNEL_NONE = alphaUsage.ALPHACHANNEL_NONE
  readonly ALPHACHANNEL_STRAIGHT = alphaUsage.ALPHACHANNEL_STRAIGHT
  readonly ALPHACHANNEL_PREMULTIPLIED = alphaUsage.ALPHACHANNEL_PREMULTIPLIED
  readonly ALPHACHANNEL_IGNORE = alphaUsage.ALPHACHANNEL_IGNORE

  constructor(readonly state: InterpretationState) {}

  /** As long as nobody said otherwise, a file's colours are taken for multiplied by its alpha. */
  getAlphaUsage(): number { return this.state.alpha ?? this.ALPHACHANNEL_PREMULTIPLIED }
  getIgnoreAlpha(): boolean { return this.state.ignoreAlpha }
  getInvertAlpha(): boolean { return this.state.invertAlpha }
  getFrameRate(): number { return this.state.frameRate ?? 0 }
  getPixelAspectRatio(): number { return this.state.pixelAspect }

  setAlphaUsage(usage: number): boolean {
    if (!Object.values<number>(alphaUsage).includes(usage)) throw illegalType()
    this.state.alpha = usage
    return true
  }

  setIgnoreAlpha(ignore: boolean): boolean {
    this.state.ignoreAlpha = ignore
    return true
  }

  setInvertAlpha(invert: boolean): boolean {
    this.state.invertAlpha = invert
    return true
  }

  setFrameRate(rate: number): boolean {
    this.state.frameRate = rate
    return true
  }

  setPixelAspectRatio(aspect: number): boolean {
    this.state.pixelAspect = aspect
    return true
  }
}
