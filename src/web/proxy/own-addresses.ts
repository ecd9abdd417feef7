import { Transform } from 'node:stream';

/** An address of the PACS' DICOMweb inside JSON, up to where the study's path begins. */
const PACS_ADDRESS = /"https?:\/\/[^"\s]*?\/(?=studies\/[0-9.]+)/g;

/**
 * Makes the addresses in DICOM JSON (BulkDataURI, Retrieve URL; PS3.18 F) lead through the proxy at `root`, as it passes: the
 * PACS names itself, which browsers cannot reach and need not know.
 */
export function ownAddresses(root: string): Transform {
  const decoder = new TextDecoder();
  let rest = '';
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      const text = rest + decoder.decode(chunk, { stream: true });
      // Every address ends before the brace that closes its object.
      const end = text.lastIndexOf('}') + 1;
      rest = text.slice(end);
      done(null, rewritten(text.slice(0, end)));
    },
    flush(done) {
      done(null, rewritten(rest + decoder.decode()));
    },
  });

  function rewritten(text: string): string {
    return text.replace(PACS_ADDRESS, `"${root}/`);
  }
}
