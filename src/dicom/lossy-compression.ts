import { numbers, text, texts, type Dataset } from './dataset.ts';

/** A result of lossily compressed pixels is lossy, too (PS3.3 C.7.6.1.1.5). */
export function lossyCompression(header: Dataset): Dataset {
  if (text(header, 'LossyImageCompression') !== '01') return { LossyImageCompression: '00' };
  const ratios = numbers(header, 'LossyImageCompressionRatio').map(String);
  const methods = texts(header, 'LossyImageCompressionMethod');
  return {
    LossyImageCompression: '01',
    ...(ratios.length > 0 && { LossyImageCompressionRatio: ratios }),
    ...(methods.length > 0 && { LossyImageCompressionMethod: methods }),
  };
}
