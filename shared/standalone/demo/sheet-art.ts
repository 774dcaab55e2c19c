/** A place on the sheet, in its pixels. */
export interface Frame {
  left: number
  top: number
  width: number
  height: number
}

const fonts = 'Inter, "Helvetica Neue", "Liberation Sans", "DejaVu Sans", Arial, sans-serif'
const colours = { sheet: '#1d1d1f', text: '#f2f2f0', quiet: '#9a9a96', light: '#c9c9c6', dark: '#a6a6a3' }

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const svg = (width: number, height: number, body: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`)

/** The dark ground that pictures are judged on. */
export const sheetBackground = (width: number, height: number): Buffer =>
  svg(width, height, `<rect width="100%" height="100%" fill="${colours.sheet}"/>`)

/** The grey squares that mean "nothing here" in every picture program. */
export const checkerboard = (width: number, height: number): Buffer => svg(width, height,
  `<defs><pattern id="squares" width="24" height="24" patternUnits="userSpaceOnUse">
    <rect width="24" height="24" fill="${colours.light}"/>
    <path d="M0 0h12v12H0zM12 12h12v12H12z" fill="${colours.dark}"/></pattern></defs>
  <rect width="100%" height="100%" fill="url(#squares)"/>`)

const write = (text: string, at: { x: number; y: number }, style: string): string =>
  `<text x="${at.x}" y="${at.y}" font-family='${fonts}' ${style}>${escapeXml(text)}</text>`

export const sheetTitle = (width: number, height: number): Buffer => svg(width, height, [
  write('Firstpass', { x: 0, y: 46 }, `font-size="40" font-weight="700" fill="${colours.text}"`),
  write('ML makes the first pass; the artist finishes it, in layers and masks.', { x: 222, y: 46 },
    `font-size="21" fill="${colours.quiet}"`),
].join(''))

/** Two lines below a picture: what it shows, and how it came to be. */
export const label = (title: string, text: string, width: number): Buffer => svg(width, 52, [
  write(title, { x: 0, y: 22 }, `font-size="17" font-weight="600" fill="${colours.text}"`),
  write(text, { x: 0, y: 42 }, `font-size="14" fill="${colours.quiet}"`),
].join(''))
