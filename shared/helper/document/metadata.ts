/** What a picture file says besides its pixels; every field byte for byte as found, but for the orientation (now 1). */
export interface Metadata {
  /** An ICC profile that fits the picture's colour. */
  icc?: Buffer
  /** A TIFF structure, without the leading "Exif\0\0" of JPEG. */
  exif?: Buffer
  /** An XMP packet, UTF-8. */
  xmp?: Buffer
  pixelsPerInch?: number
  /** The user's file that the pixels came from: never written over. */
  sourcePath?: string
}
