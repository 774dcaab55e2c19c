import type { Command } from 'commander'
import type { Words } from './task-options'

type Act = (files: string[], words: Words) => Promise<void>

const withJob = (command: Command): Command => command
  .option('--preset <NAME|FILE>', 'settings from a JSON file; options given here win')
  .option('--method <METHOD>', 'model or traditional')
  .option('--model <ID>', 'a model by name (firstpass models list)')
  .option('--provider <ID>', 'auto, cpu, webgpu, cuda, dml or coreml; else as set in the window')
  .option('--licence <POLICY>', 'which models may be used: permissive or any; else as set in the window')
  .option('--force', 'replace existing files')
  .option('--json', 'one JSON object per file')

const withClips = (command: Command): Command => command
  .option('--in <PLACE>', 'of a clip: the first frame, as timecode or counted from 0')
  .option('--out <PLACE>', 'of a clip: the frame after the last')
  .option('--encode <ENCODING>', 'of a clip: prores-4444, prores-422-hq, ffv1, h264 or png (a folder of pictures)')
  .option('--timeline <OUT>', 'of a clip: also write .otio .fcpxml .xml .edl or .mlt, the result above the original')
  .option('--estimate', 'of a clip: say what it would take, and write nothing')

const withFiles = (command: Command): Command => withClips(withJob(command
  .argument('<files...>', 'pictures and clips, or folders of them')
  .option('-o, --output <OUT>', 'a file (.psd .psb .png .tif .jpg; of a clip .mov .mkv) or a folder; else beside the source'))
  .option('--layer <NAME>', 'of a PSD: this layer instead of the whole picture'))

export function addMask(program: Command, act: Act): void {
  withFiles(program.command('mask').description('the subject: a layer with a layer mask; of a clip, a matte steady over time'))
    .option('--box <X,Y,W,H>', 'where the subject is in a picture, in pixels')
    .option('--subject <FRAME:X,Y,W,H>', 'whom to follow through a clip: seen on that frame (or FRAME:X,Y)')
    .option('--mask <FILE>', 'start from this mask instead of a model')
    .option('--feather <PX>', 'soften the edge (Gaussian sigma)')
    .option('--shift <PX>', 'move the edge; positive grows')
    .option('--no-refine', 'leave the edge as the model gives it')
    .option('--decontaminate', 'take the old background\'s colour out of the edge')
    .option('--no-decontaminate', 'of a clip: leave it in')
    .option('--steady <0..100>', 'of a clip: 0 frame by frame, 50 (the default), 100 calmest')
    .option('--luma-matte', 'of a clip: the matte itself, gray, instead of the subject with alpha')
    .option('--log <NAME>', 'of a clip: its log encoding, where the file does not say it (slog3, logc3, vlog ...)')
    .action(act)
}

export function addDenoise(program: Command, act: Act): void {
  withFiles(program.command('denoise').description('the noise removed: a layer above the photograph, or a clean clip'))
    .option('--strength <0..100>', '0 untouched, 50 as estimated (the default), 100 twice that')
    .option('--sigma <N>', 'noise level on 0..255 instead of the estimate')
    .option('--luma <0..100>', 'strength of luminance, in place of --strength')
    .option('--chroma <0..100>', 'strength of colour, in place of --strength')
    .option('--removed', 'add what was removed as a hidden layer')
    .option('--no-over-time', 'of a clip: every frame by itself')
    .action(act)
}

export function addUpscale(program: Command, act: Act): void {
  withFiles(program.command('upscale').description('a larger picture or clip'))
    .option('--scale <2|3|4>', 'how many times as wide and high')
    .option('--denoise <0..100>', 'for a model with a denoising twin: how much of it')
    .action(act)
}

export function addSlow(program: Command, act: Act): void {
  const command = program.command('slow').description('slow motion, or another frame rate')
    .argument('<clips...>', 'clips, or folders of them')
    .option('-o, --output <OUT>', 'a file (.mov .mkv) or a folder; else Firstpass/ beside the clip')
    .option('--factor <N>', 'so many times as long, at the same rate')
    .option('--fps <F>', 'another rate for the same duration: 25, 23.976, 30000/1001')
  withClips(withJob(command)).action(act)
}
