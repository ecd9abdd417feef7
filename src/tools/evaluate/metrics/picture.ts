/** A grey-level map or a truth mask of one image: values row by row. A map holds 0..255, a truth 0 and 1. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}
