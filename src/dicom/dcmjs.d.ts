declare module 'dcmjs' {
  /** Element of a denaturalised dataset: DICOM JSON model (PS3.18 F.2). */
  export interface Element {
    vr: string;
    Value: unknown[];
    /** The value before it was formatted; what it was read from. */
    _rawValue?: unknown;
  }
  export class DicomDict {
    constructor(meta: Record<string, Element>);
    meta: Record<string, Element>;
    dict: Record<string, Element>;
    write(options?: Record<string, unknown>): ArrayBuffer;
  }
  /** Of loglevel. */
  export interface Logger {
    setLevel(level: string | number, persist?: boolean): void;
    getLevel(): number;
  }
  const dcmjs: {
    data: {
      DicomMessage: {
        readFile(buffer: ArrayBuffer, options?: Record<string, unknown>): DicomDict;
      };
      DicomMetaDictionary: {
        naturalizeDataset(dataset: Record<string, Element>): Record<string, unknown>;
        denaturalizeDataset(dataset: Record<string, unknown>): Record<string, Element>;
        dictionary: Record<string, { tag: string; vr: string; name: string; vm: string } | undefined>;
        nameMap: Record<string, { tag: string; vr: string; name: string; vm: string } | undefined>;
      };
      DicomDict: typeof DicomDict;
    };
    log: Logger & { getLogger(name: string): Logger };
  };
  export default dcmjs;
}
