import sharp from 'sharp'

/** Someone from the chest up, 900 x 1080: drawn plainly, and still a person to networks that look for one. */
const person = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1080"><defs>
<radialGradient id="face" cx="45%" cy="40%"><stop offset="0" stop-color="#f0c8a8"/><stop offset="1" stop-color="#c08a68"/>
</radialGradient><linearGradient id="coat"><stop offset="0" stop-color="#39507a"/><stop offset="1" stop-color="#1d2c4c"/>
</linearGradient></defs>
<path d="M60 1080 C70 820 170 700 360 660 L540 660 C730 700 830 820 840 1080 Z" fill="url(#coat)"/>
<path d="M370 560 L530 560 L545 700 Q450 770 355 700 Z" fill="#b98260"/>
<ellipse cx="450" cy="400" rx="165" ry="220" fill="url(#face)"/>
<path d="M275 400 C250 120 650 120 625 400 C610 300 560 260 450 262 C340 260 290 300 275 400 Z" fill="#3a2618"/>
<g fill="#fff"><ellipse cx="385" cy="400" rx="26" ry="13"/><ellipse cx="515" cy="400" rx="26" ry="13"/></g>
<g fill="#2a1a10"><circle cx="385" cy="400" r="11"/><circle cx="515" cy="400" r="11"/></g>
<g fill="none" stroke="#3a2618" stroke-width="9"><path d="M350 368 q35 -18 70 0"/><path d="M480 368 q35 -18 70 0"/></g>
<path d="M445 400 q-22 80 8 84" stroke="#a8714f" stroke-width="8" fill="none"/>
<path d="M395 535 q55 34 110 0 q-55 14 -110 0" fill="#a5484a"/></svg>`

/** Into a PNG of `height` rows, with alpha. */
export async function drawPerson(file: string, height: number): Promise<void> {
  await sharp(Buffer.from(person)).resize({ height }).png().toFile(file)
}
