import { execFileSync } from 'node:child_process'
import { framesOf, type Script, shoot } from './clips-with-truth'

/** Stores frames of a script through ffmpeg; what it is asked for beyond the raw frames stands in `how`. */
export function writeClip(file: string, script: Script, how: readonly string[] = ['-c:v', 'ffv1']): void {
  const input = Buffer.concat(Array.from({ length: framesOf(script) }, (_, i) => shoot(script, i).picture))
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${script.width}x${script.height}`, '-r', '25', '-i', '-']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...raw, ...how, file], { input, stdio: ['pipe', 'pipe', 'inherit'] })
}
