/** The values of the host's enumerations, for those that are used; hosts.md A6. */
export const constants = {
  LayerKind: {
    NORMAL: 'pixel', GROUP: 'group', SMARTOBJECT: 'smartObject', TEXT: 'text', SOLIDFILL: 'solidColor', CURVES: 'curves',
  },
  DocumentMode: {
    RGB: 'RGBColorMode', GRAYSCALE: 'grayscaleMode', LAB: 'labColorMode', CMYK: 'CMYKColorMode',
    INDEXEDCOLOR: 'indexedColorMode', BITMAP: 'bitmapMode', DUOTONE: 'duotoneMode', MULTICHANNEL: 'multichannelMode',
  },
  NewDocumentMode: {
    RGB: 'RGBColorMode', GRAYSCALE: 'grayscaleMode', LAB: 'labColorMode', CMYK: 'CMYKColorMode', BITMAP: 'bitmapMode',
  },
  ChangeMode: { RGB: 'RGBColorMode', GRAYSCALE: 'grayscaleMode', LAB: 'labColorMode', CMYK: 'CMYKColorMode' },
  BitsPerChannelType: { ONE: 'bitDepth1', EIGHT: 'bitDepth8', SIXTEEN: 'bitDepth16', THIRTYTWO: 'bitDepth32' },
  ElementPlacement: {
    PLACEBEFORE: 'placeBefore', PLACEAFTER: 'placeAfter', PLACEINSIDE: 'placeInside',
    PLACEATBEGINNING: 'placeAtBeginning', PLACEATEND: 'placeAtEnd',
  },
  SaveOptions: { DONOTSAVECHANGES: 0, PROMPTTOSAVECHANGES: 1, SAVECHANGES: 2 },
  SelectionType: { DIMINISH: 'subtractFrom', EXTEND: 'addTo', INTERSECT: 'intersectWith', REPLACE: 'set' },
  RasterizeType: { ENTIRELAYER: 'entire', PLACED: 'placed', TEXTCONTENTS: 'type' },
  DocumentFill: { WHITE: 'white', BLACK: 'black', TRANSPARENT: 'transparent', COLOR: 'color' },
  BlendMode: { NORMAL: 'normal', PASSTHROUGH: 'passThrough', MULTIPLY: 'multiply', SCREEN: 'screen', LINEARLIGHT: 'linearLight' },
  LabelColors: { NONE: 'none', RED: 'red', BLUE: 'blue', GREEN: 'grain', YELLOW: 'yellowColor' },
  Intent: { PERCEPTUAL: 'image', RELATIVECOLORIMETRIC: 'colorimetric', SATURATION: 'graphics' },
} as const
