declare module 'fs-native-extensions' {
  /** Locks the whole open file against other openings of it, until it is closed; false when another opening has it. */
  export function tryLock(fd: number): boolean;
}
