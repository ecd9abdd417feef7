const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * What a study may ask of this machine. Headers are written by strangers: whatever they announce is compared with these limits, and with
 * the bytes that are there, before memory is allocated or time is spent. A whole study stays below 2 GiB.
 */
export const LIMITS = {
  /**
   * Voxels of a volume: 1,000 slices of 512x512. With the files it was read from, a voxel needs 4 bytes until it is decoded, and about
   * as much while it is analysed.
   */
  voxels: 1000 * 512 * 512,
  /** Slices of a volume: half a millimetre apart, they cover two metres. */
  slices: 4000,
  /** Rows or columns of an image: scanners make 512 to 2048. */
  side: 4096,
  /** Bytes of a file: the voxels of the largest volume, uncompressed, and their header. */
  fileBytes: 1000 * 512 * 512 * 2 + 64 * MIB,
  /** Bytes of a header without private elements and long values. A multi-frame header has about 2 KiB a frame. */
  headerBytes: 16 * MIB,
  /** Elements, items, fragments and frames of an object. A multi-frame header has about 60 a frame. */
  elements: 400_000,
  /** Sequences within sequences: structured reports have about ten. */
  depth: 32,
  /** A longer value of a header is skipped: nothing that is read is longer. Pictures, colour profiles and tables are. */
  valueBytes: 64 * KIB - 2,
  /** A deflated object may hold this much beyond the pixels that its header announces. */
  surplusBytes: MIB,
  /** Reading a file takes milliseconds; one that keeps a thread this long is stuck, ms. */
  readMs: 8_000,
  /** How long a file or a frame that nobody waits for any more may keep a thread, ms: starting a new one takes longer. */
  abortGraceMs: 200,
  /** Memory for the objects of a thread that reads, MiB: the largest header needs about 300. */
  readHeapMib: 768,
  /**
   * Decoding a frame takes milliseconds, and on a busy machine less than a second; a codec that needs longer is stuck on damaged data,
   * ms.
   */
  frameMs: 8_000,
} as const;
