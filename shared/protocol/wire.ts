/** Largest part of a blob, and largest window of a result, in one request. */
export const MAX_PART_BYTES = 16 * 1024 * 1024

/** Largest picture file that is sent as bytes; a JPEG, PNG or TIFF of a gigapixel is smaller. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024 * 1024

/** Largest JSON body. */
export const MAX_JSON_BYTES = 1024 * 1024

/** Events kept per job for `?since=`. */
export const KEPT_EVENTS = 256

/** A client must send its token within this time after a WebSocket opens. */
export const SOCKET_AUTH_MS = 2000
