import sharp from 'sharp';
import { lesionsOf } from '../inference/lesions/lesions.ts';
import { histogramOf } from '../inference/measure/histogram.ts';
import { ENGLISH } from '../language/en.ts';
import { renderSlice } from '../report/slice-image.ts';
import { makeThumbnails } from '../report/thumbnails.ts';
import { makeViews } from '../report/views.ts';
import { reportedFindings, writeArtefacts } from '../results/artefacts.ts';
import { type Answered, serve } from '../threads/serve.ts';
import type { PressProtocol, WorkName, Works } from './press-protocol.ts';

type Made<Name extends WorkName> = Works[Name]['made'];
type Make<Name extends WorkName> = (from: Works[Name]['from']) => Promise<Made<Name>>;
type Moved<Name extends WorkName> = (made: Made<Name>) => readonly ArrayBufferView[];

const WEBP_QUALITY = 88;

/** Charts and fonts take long to load, so each work loads what it needs when it is first asked for. */
const MAKE: { readonly [Name in WorkName]: Make<Name> } = {
  analysis: writeAnalysis,
  async overlay({ volume, findings, z, analysisKey, performedAt }) {
    const { writeOverlay } = await import('../results/report-artefacts.ts');
    return [...writeOverlay(volume, findings, analysisKey, performedAt, z)];
  },
  async lesions({ followUp, maps }) {
    const { compareLesions } = await import('../followup/lesions/course.ts');
    return compareLesions(followUp, maps);
  },
  async followUp({ report, sources, sr }) {
    const { writeFollowUpSr, writeReport } = await import('../results/report-artefacts.ts');
    const pdf = await writeReport(report, sources);
    return sr === undefined ? [pdf] : [pdf, writeFollowUpSr(sr)];
  },
  async decision(decision) {
    const { writeDecisionObject } = await import('../results/decision-objects.ts');
    return writeDecisionObject(decision);
  },
  async pdf(input) {
    const { buildReport } = await import('../report/build.ts');
    const { renderPdf } = await import('../report/pdf.ts');
    return await renderPdf(buildReport(input));
  },
  async html(input) {
    const { buildReport } = await import('../report/build.ts');
    const { renderHtml } = await import('../report/html.ts');
    return renderHtml(buildReport(input));
  },
  async picture({ volume, findings }) {
    const { width, height, data } = renderSlice(volume, findings, 0);
    const picture = sharp(data, { raw: { width, height, channels: 3 } });
    return new Uint8Array(await picture.webp({ quality: WEBP_QUALITY, effort: 2 }).toBuffer());
  },
  async chart(chart) {
    const { histogramSvg, timelineSvg } = await import('../report/charts.ts');
    const { size } = chart;
    return chart.kind === 'histogram'
      ? histogramSvg(chart.histogram, size, ENGLISH)
      : timelineSvg(chart.points, size, ENGLISH);
  },
};

/** Where the memory of a work lies that moves to the owner; everything else is copied. */
const MOVED: { readonly [Name in WorkName]?: Moved<Name> } = {
  analysis: ({ artefacts, hu, lungs, findings }) => [...artefacts.map(({ bytes }) => bytes), hu, lungs, findings],
  overlay: (pictures) => pictures.map(({ bytes }) => bytes),
  followUp: (artefacts) => artefacts.map(({ bytes }) => bytes),
  decision: ({ bytes }) => [bytes],
  pdf: (pdf) => [pdf],
  picture: (picture) => [picture],
};

await serve<PressProtocol>(() => Promise.resolve({ opened: undefined, answer }));

async function answer({ name, from }: PressProtocol['request']): Promise<Answered<PressProtocol>> {
  const made = await (MAKE[name] as Make<WorkName>)(from);
  const moved = (MOVED[name] as Moved<WorkName> | undefined)?.(made) ?? [];
  return { answer: made, transfer: moved.map(({ buffer }) => buffer) };
}

async function writeAnalysis({ result, options }: Works['analysis']['from']): Promise<Made<'analysis'>> {
  const { volume, lungs, findings, measurements } = result;
  const start = performance.now();
  const artefacts = writeArtefacts(result, options);
  const written = performance.now();
  const thumbnails = await makeThumbnails(volume, lungs, findings, measurements);
  const views = await makeViews(volume, lungs, findings);
  const histogram = histogramOf(volume.hu, lungs, findings);
  const drawn = performance.now();
  const lesions = lesionsOf(volume.geometry, lungs, findings);
  const timingsMs = { write: written - start, thumbnails: drawn - written, lesions: performance.now() - drawn };
  const reported = reportedFindings(volume, findings);
  const kept = { thumbnails, views, histogram, lesions };
  return { artefacts, ...kept, reportedFindings: reported, timingsMs, hu: volume.hu, lungs, findings };
}
