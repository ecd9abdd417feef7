import { refusal, RefusalError } from '../errors/refusal-error.ts';
import {
  dictionaryVr,
  type ElementHead,
  type Encoding,
  isValueRepresentation,
  readHead,
  TAG,
  tagName,
  writeHead,
} from './element.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { LIMITS } from './limits.ts';

/** A dataset without what is not needed. */
export interface CleanDataset {
  /** The elements before the pixel data, in the encoding of the original. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** Where the pixel data lies in the original; undefined for objects without. */
  readonly pixels: ElementHead | undefined;
}

/**
 * Walks a dataset (PS3.5 7) up to its pixel data, and copies what a parser needs: public elements, every sequence and item with its
 * length. Private elements, values longer than LIMITS.valueBytes and group lengths are skipped unread. Sequences written as UN (PS3.5
 * 6.2.2, note 4: their items are implicit little endian) become sequences again. Throws RefusalError DAMAGED, or TOO_LARGE beyond
 * LIMITS.
 */
export function cleanDataset(bytes: Uint8Array, encoding: Encoding, origin: string): CleanDataset {
  return new Cleaner(bytes, encoding, origin).clean();
}

class Cleaner {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #encoding: Encoding;
  readonly #origin: string;
  readonly #copy = new GrowingBytes();
  #elements = 0;
  #pixels: ElementHead | undefined;

  constructor(bytes: Uint8Array, encoding: Encoding, origin: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#encoding = encoding;
    this.#origin = origin;
  }

  clean(): CleanDataset {
    this.#elementsIn(0, this.#bytes.length, this.#encoding, 0, true);
    return { header: this.#copy.bytes, pixels: this.#pixels };
  }

  /** Walks elements up to `end` or an item's delimiter, and returns where they end. */
  #elementsIn(start: number, end: number, encoding: Encoding, depth: number, isKept: boolean): number {
    let at = start;
    while (at < end) {
      const head = this.#head(at, encoding);
      if (head.tag === TAG.itemEnd && depth > 0) return head.valueAt;
      // Without its own end, an item ends with its sequence.
      if (head.tag === TAG.sequenceEnd && depth > 0) return at;
      if (head.tag >= TAG.item) throw this.#damaged(`${tagName(head.tag)} is outside of a sequence`);
      if (depth === 0 && isPixelData(head.tag)) {
        this.#pixels = head;
        return end;
      }
      at = this.#element(head, end, encoding, depth, isKept && isNeeded(head));
    }
    return at;
  }

  /** Walks one element and returns where it ends. */
  #element(head: ElementHead, end: number, encoding: Encoding, depth: number, isKept: boolean): number {
    const { length, valueAt } = head;
    const isSequence = head.vr === 'SQ' || (head.vr === 'UN' && dictionaryVr(head.tag) === 'SQ');
    if (length === undefined) {
      if (isBinary(head)) return this.#fragments(head);
      return this.#sequence(head, end, encoding, depth, isKept && isSequence);
    }
    if (valueAt + length > end) throw this.#cut(head);
    if (isKept && isSequence) this.#boundedSequence(head, encoding, depth);
    else if (isKept && length <= LIMITS.valueBytes) this.#keep(head, this.#bytes.subarray(valueAt, valueAt + length));
    return valueAt + length;
  }

  /** What cannot be followed in a sequence that says where it ends does not hide what comes after: it is skipped. */
  #boundedSequence(head: ElementHead, encoding: Encoding, depth: number): void {
    const { length } = this.#copy;
    try {
      this.#sequence(head, head.valueAt + head.length!, encoding, depth, true);
    } catch (error) {
      if (!(error instanceof RefusalError && error.code === 'DAMAGED')) throw error;
      this.#copy.length = length;
    }
  }

  #sequence(head: ElementHead, end: number, encoding: Encoding, depth: number, isKept: boolean): number {
    if (depth === LIMITS.depth) throw this.#tooLarge('TOO_LARGE.depth', LIMITS.depth);
    const inner = head.vr === 'UN' ? { implicit: true, littleEndian: true } : encoding;
    // Values of another byte order cannot be copied.
    const isCopied = isKept && inner.littleEndian === this.#encoding.littleEndian;
    return this.#open({ ...head, vr: 'SQ' }, isCopied, () => this.#itemsIn(head, end, inner, depth + 1, isCopied));
  }

  #itemsIn({ valueAt, length }: ElementHead, end: number, encoding: Encoding, depth: number, isKept: boolean): number {
    let at = valueAt;
    while (length === undefined || at < end) {
      const head = this.#head(at, encoding);
      if (head.tag === TAG.sequenceEnd) return head.valueAt;
      if (head.tag !== TAG.item) throw this.#damaged(`an item is expected, and ${tagName(head.tag)} is there`);
      at = this.#open(head, isKept, () => this.#item(head, end, encoding, depth, isKept));
    }
    return at;
  }

  #item(head: ElementHead, last: number, encoding: Encoding, depth: number, isKept: boolean): number {
    const end = head.length === undefined ? last : head.valueAt + head.length;
    if (end > last) throw this.#cut(head);
    // Some programs write items with value representations into UN.
    const written =
      encoding.implicit && this.#looksExplicit(head.valueAt) ? { ...encoding, implicit: false } : encoding;
    return this.#elementsIn(head.valueAt, end, written, depth, isKept);
  }

  /** Writes the head of a sequence or an item, and its length once it is known. */
  #open(head: ElementHead, isKept: boolean, walk: () => number): number {
    if (!isKept) return walk();
    const { bytes, lengthAt } = writeHead({ tag: head.tag, vr: head.vr }, this.#encoding);
    const start = this.#copy.append(bytes);
    const end = walk();
    this.#copy.setUint32(start + lengthAt, this.#copy.length - start - bytes.length, this.#encoding.littleEndian);
    return end;
  }

  /** The fragments of a picture within the header (PS3.5 A.4), of which none is needed. */
  #fragments({ valueAt }: ElementHead): number {
    for (let at = valueAt; ;) {
      const { tag, valueAt: from, length } = this.#head(at, this.#encoding);
      if (tag === TAG.sequenceEnd) return from;
      if (tag !== TAG.item || length === undefined) throw this.#damaged(`${tagName(tag)} is among fragments`);
      at = from + length;
    }
  }

  #keep(head: ElementHead, value: Uint8Array): void {
    const vr = isValueRepresentation(head.vr) ? head.vr : 'UN';
    this.#copy.append(writeHead({ tag: head.tag, vr, length: value.length }, this.#encoding).bytes);
    this.#copy.append(value);
    if (this.#copy.length > LIMITS.headerBytes) throw this.#tooLarge('TOO_LARGE.header', LIMITS.headerBytes);
  }

  #head(at: number, encoding: Encoding): ElementHead {
    if (++this.#elements > LIMITS.elements) throw this.#tooLarge('TOO_LARGE.elements', LIMITS.elements);
    const head = readHead(this.#view, at, encoding);
    if (head === undefined) throw this.#damaged(`it ends within an element`);
    return head;
  }

  #looksExplicit(at: number): boolean {
    const head = readHead(this.#view, at, { implicit: false, littleEndian: true });
    return head !== undefined && head.tag < TAG.item && isValueRepresentation(head.vr);
  }

  #cut({ tag }: ElementHead): RefusalError {
    return this.#damaged(`element ${tagName(tag)} is longer than what is there`);
  }

  #damaged(reason: string): RefusalError {
    return new RefusalError(refusal('DAMAGED.unreadable', { origin: this.#origin, reason }));
  }

  #tooLarge(id: 'TOO_LARGE.depth' | 'TOO_LARGE.header' | 'TOO_LARGE.elements', most: number): RefusalError {
    return new RefusalError(refusal(id, { origin: this.#origin, most }));
  }
}

function isPixelData(tag: number): boolean {
  return tag === TAG.pixels || tag === TAG.floatPixels || tag === TAG.doublePixels;
}

/** Public, and neither a group length nor of a VR that dcmjs gives a wrong length (OL, OV, SV). */
function isNeeded({ tag, vr }: ElementHead): boolean {
  return (tag >>> 16) % 2 === 0 && (tag & 0xffff) !== 0 && vr !== 'OL' && vr !== 'OV' && vr !== 'SV';
}

function isBinary({ tag, vr }: ElementHead): boolean {
  return isPixelData(tag) || (vr !== 'UN' && vr !== 'SQ');
}
