declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  /** CharLS in WebAssembly, made by Emscripten. */
  export interface CharLs {
    readonly JpegLSDecoder: new () => JpegLsDecoder;
    /** What a C++ exception says, which is thrown as the number of its place in memory. */
    getExceptionMessage(thrown: number): string;
  }
  /** Its buffers lie in the memory of the module and are valid until the next call. */
  export interface JpegLsDecoder {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
    getFrameInfo(): { readonly width: number; readonly height: number; readonly bitsPerSample: number };
  }
  const open: () => Promise<CharLs>;
  export default open;
}
