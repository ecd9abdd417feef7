import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { privateCode, UNIT } from '../../src/dicom/codes.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { intervalOf, isBelowLimit, limitOf } from '../../src/inference/measure/repeatability.ts';
import { tracking, trackingNamespace } from '../../src/inference/measure/tracking.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { type AnalysisResult, type Artefact, writeArtefacts } from '../../src/results/artefacts.ts';
import { NAME } from '../../src/sr/codes.ts';
import type { SrInput } from '../../src/sr/input.ts';
import { writeSr } from '../../src/sr/writer.ts';
import { FINDINGS } from '../../src/volume/findings.ts';
import { healthyAnalysis, infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { iodErrors, output, withFiles } from '../support/dicom-files.ts';
import { measured } from '../support/measured.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';
import { without } from '../support/programs.ts';
import { syntheticVolume } from '../support/volumes.ts';

interface ReadGroup {
  readonly template: string;
  readonly trackingIdentifier: string;
  readonly trackingUid: string;
  readonly finding: readonly string[];
  readonly sites: readonly { site: readonly string[]; laterality: readonly string[] }[];
  readonly measurements: readonly {
    name: readonly string[];
    value: number;
    unit: readonly string[];
    qualifier: readonly string[] | null;
    properties: Readonly<Record<string, number>>;
  }[];
  readonly evaluations: readonly { name: readonly string[]; value: readonly string[] }[];
  readonly segment: { sopInstanceUid: string; number: number; sourceSeries: string } | null;
}
interface ReadSr {
  readonly sopClass: string;
  readonly completion: string;
  readonly verification: string;
  readonly observer: readonly string[];
  readonly evidence: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly ReadGroup[];
}

const infected = infectedAnalysis();
const artefacts = writeArtefacts(infected, OPTIONS);
const files = {
  whiteOut: srOf(withoutLeftLung(infected)),
  infected: artefact(artefacts, 'sr').bytes,
  healthy: artefact(writeArtefacts(healthyAnalysis(), OPTIONS), 'sr').bytes,
  multiframe: srOf(infectedAnalysis(syntheticVolume({ multiframe: true }))),
  followUp: srOf(infected, {
    timepoint: { label: 'Follow-up CT 1', order: 2, daysSinceFirst: 14 },
    additional: {
      lungs: [
        {
          name: privateCode('INFECTED-CHANGE', 'Change of percent of lung infected since previous CT'),
          value: -2.5,
          unit: UNIT.percent,
          derivation: privateCode('DIFFERENCE', 'Difference to the previous timepoint'),
        },
      ],
    },
    evaluations: {
      lungs: [
        { name: privateCode('COURSE', 'Course of infection'), value: privateCode('STABLE', 'Stable') },
        { name: NAME.summary, value: 'Nothing has changed.' },
      ],
    },
  }),
};

describe('the report, as highdicom reads it', { skip: withoutOracle }, () => {
  let read: Record<keyof typeof files, ReadSr>;
  before(async () => {
    const reports = await withFiles(files, (paths) => oracle('read_sr.py', ...Object.values(paths)));
    const names = Object.keys(files) as (keyof typeof files)[];
    read = Object.fromEntries(names.map((name, i) => [name, (reports as ReadSr[])[i]])) as typeof read;
  });

  test('is a complete, unverified TID 1500 report of a device', () => {
    const { sopClass, completion, verification, observer } = read.infected;
    assert.deepEqual([sopClass, completion, verification], ['ComprehensiveSR', 'COMPLETE', 'UNVERIFIED']);
    assert.deepEqual(observer.slice(0, 2), ['lungtrace', 'lungtrace']);
  });

  test('has a group for each finding that refers to its segment and the source series', () => {
    const seg = artefact(artefacts, 'infection-seg');
    const groups = read.infected.groups.filter(({ template }) => template === '1411');
    assert.deepEqual(
      groups.map(({ finding, segment }) => [finding[0], segment]),
      ['112120', '95436008'].map((value, i) => [
        value,
        { sopInstanceUid: seg.sopInstanceUid, number: i + 1, sourceSeries: derivedUid('test', 'series') },
      ]),
    );
    assert.deepEqual(valuesOf(groups[0]!), {
      Volume: 200.125,
      'Percent of lung with ground glass opacity': 6.5,
      'Attenuation Coefficient': -600,
    });
    assert.deepEqual(valuesOf(groups[1]!), {
      Volume: 100.125,
      'Percent of lung with consolidation': 3.5,
      'Attenuation Coefficient': -100,
    });
  });

  test('has a group for each region with all its measurements', () => {
    const groups = read.infected.groups.filter(({ finding }) => finding[2] === 'Lung');
    assert.deepEqual(
      groups.map(({ trackingUid }) => trackingUid),
      REGIONS.map((region) => tracking(trackingNamespace(infected.volume.header), region).trackingUid),
    );
    groups.forEach((group, i) => {
      const region = infected.measurements.regions[REGIONS[i]!];
      assert.deepEqual(valuesOf(group), {
        Volume: region.lungMl,
        'Infected lung volume': region.infectedMl,
        'Percent of lung infected': region.infectedPercent,
        // Those of both lungs stand in the groups of the findings.
        ...(i > 0 && {
          'Ground glass opacity volume': region.ggoMl,
          'Percent of lung with ground glass opacity': region.ggoPercent,
          'Consolidation volume': region.consolidationMl,
          'Percent of lung with consolidation': region.consolidationPercent,
        }),
        'Percent of lung with high opacity (infected, -200 HU and above)': region.highOpacityPercent,
        'Mean attenuation of infected lung': region.meanHu,
        ...(i === 0 && { 'Zone score: extent of infection in six lung zones (0-30)': 7 }),
      });
    });
  });

  test('states the interval of each share, and qualifies what is below the limit of measurement', () => {
    const lungs = read.infected.groups.find(({ trackingIdentifier }) => trackingIdentifier === 'Both lungs')!;
    const measured = (meaning: string) => lungs.measurements.find(({ name }) => name[2]?.startsWith(meaning))!;
    const { infectedPercent, highOpacityPercent } = infected.measurements.regions.lungs;
    const { low, high } = intervalOf('lungs', infectedPercent);
    const [share, little] = [measured('Percent of lung infected'), measured('Percent of lung with high opacity')];
    assert.ok(Math.abs(share.properties['371886008']! - (high - infectedPercent)) < 1e-4);
    assert.ok(Math.abs(share.properties['371885007']! - (infectedPercent - low)) < 1e-4);
    assert.deepEqual([share.qualifier, share.properties['LIMIT']], [null, undefined]);
    assert.ok(isBelowLimit('lungs', 'highOpacity', highOpacityPercent));
    assert.equal(little.value, highOpacityPercent);
    assert.deepEqual(little.qualifier, ['114011', 'DCM', 'Value indeterminate']);
    assert.equal(little.properties['LIMIT'], limitOf('lungs', 'highOpacity'));
    assert.deepEqual([measured('Volume').qualifier, measured('Zone score').properties], [null, {}]);
  });

  test('has no percentages for a lung that was not found, least of all 0 %', () => {
    const groups = read.whiteOut.groups.filter(({ finding }) => finding[2] === 'Lung');
    const left = groups[REGIONS.indexOf('left')]!;
    assert.deepEqual(valuesOf(left), {
      Volume: 0,
      'Infected lung volume': 0,
      'Ground glass opacity volume': 0,
      'Consolidation volume': 0,
    });
    assert.ok('Percent of lung infected' in valuesOf(groups[REGIONS.indexOf('right')]!));
  });

  test('names each region in words, because viewers may not show the side beside the site', () => {
    const names = read.infected.groups.map(({ trackingIdentifier }) => trackingIdentifier);
    assert.deepEqual(names, [
      'Ground glass opacity',
      'Consolidation',
      'Both lungs',
      'Right lung',
      'Left lung',
      'Right lung, upper zone',
      'Right lung, middle zone',
      'Right lung, lower zone',
      'Left lung, upper zone',
      'Left lung, middle zone',
      'Left lung, lower zone',
    ]);
  });

  test('names each region by site and side in codes', () => {
    const sites = read.infected.groups.slice(2).map(({ sites }) => [sites[0]!.site[2], sites[0]!.laterality[2]]);
    assert.deepEqual(sites, [
      ['Lung', 'Bilateral'],
      ['Lung', 'Right'],
      ['Lung', 'Left'],
      ['Upper zone of lung', 'Right'],
      ['Middle zone of lung', 'Right'],
      ['Lower zone of lung', 'Right'],
      ['Upper zone of lung', 'Left'],
      ['Middle zone of lung', 'Left'],
      ['Lower zone of lung', 'Left'],
    ]);
  });

  test('has a separate tracking UID per group, the same in every study of the patient', () => {
    const uids = read.infected.groups.map(({ trackingUid }) => trackingUid);
    assert.equal(new Set(uids).size, uids.length);
    assert.deepEqual(new Set(read.multiframe.groups.map(({ trackingUid }) => trackingUid)), new Set(uids));
  });

  test('uses the units of the standard', () => {
    const units = read.infected.groups.flatMap(({ measurements }) => measurements.map(({ unit }) => unit[0]));
    assert.deepEqual([...new Set(units)].sort(), ['%', "[hnsf'U]", 'cm3', '{score}'].sort());
  });

  test('of a patient without infection says 0 and refers to no segmentation', () => {
    const { groups, evidence } = read.healthy;
    assert.equal(groups.length, 2 + REGIONS.length);
    assert.ok(groups.every(({ template, segment }) => template === '1501' && segment === null));
    for (const group of groups.filter(({ finding }) => finding[2] === 'Lung')) {
      const values = valuesOf(group);
      assert.equal(values['Percent of lung infected'], 0);
      assert.equal(values['Infected lung volume'], 0);
      assert.ok(!('Mean attenuation of infected lung' in values));
    }
    assert.deepEqual(Object.keys(evidence), [derivedUid('test', 'series')]);
  });

  test('lists every source image and the segmentation as evidence', () => {
    const seg = artefact(artefacts, 'infection-seg');
    assert.deepEqual(read.infected.evidence, {
      [derivedUid('test', 'series')]: infected.volume.slices.map(({ sopInstanceUid }) => sopInstanceUid),
      [seg.seriesInstanceUid]: [seg.sopInstanceUid],
    });
    assert.deepEqual(read.multiframe.evidence[derivedUid('test', 'series')], [derivedUid('test', 'multiframe')]);
  });

  test('contains what a follow-up adds to a region', () => {
    const lungs = read.followUp.groups.find(({ trackingIdentifier }) => trackingIdentifier === 'Both lungs')!;
    assert.equal(valuesOf(lungs)['Change of percent of lung infected since previous CT'], -2.5);
    const [course] = lungs.evaluations.filter(({ name }) => name[1] === '99LUNGTRACE');
    assert.deepEqual(course, {
      name: ['COURSE', '99LUNGTRACE', 'Course of infection'],
      value: ['STABLE', '99LUNGTRACE', 'Stable'],
    });
    const others = read.followUp.groups.filter((group) => group !== lungs).flatMap(({ evaluations }) => evaluations);
    assert.ok(others.every(({ name }) => name[1] !== '99LUNGTRACE'));
  });
});

describe('the report', () => {
  test('has no errors according to dciodvfy', { skip: without('dciodvfy') }, async () => {
    await withFiles(files, async (paths) => {
      for (const [name, path] of Object.entries(paths)) assert.deepEqual(await iodErrors(path), [], name);
    });
  });

  test('names the networks by their hashes as equipment', { skip: without('dcmdump') }, async () => {
    const printed = await withFiles(files, ({ infected }) => output('dcmdump', '+L', '+P', '0018,a003', infected!));
    assert.match(printed, /\[Network with the SHA-256 (ab){32}/);
  });

  test(
    'can be read as text by dsrdump, with models, time point and research notice',
    { skip: without('dsrdump') },
    async () => {
      const printed = await withFiles(files, ({ followUp }) => output('dsrdump', '+Pl', followUp!));
      assert.match(printed, /"Algorithm Parameters"\)="model set /);
      assert.doesNotMatch(printed, /sha256|[0-9a-f]{40}/i, 'no hash stands among the findings');
      assert.match(printed, /"Time Point"\)="Follow-up CT 1"/);
      assert.match(printed, /"Time Point Order"\)="2"/);
      assert.match(printed, /"Longitudinal Temporal Offset from Event"\)="14" \(d,UCUM/);
      assert.match(printed, /"Comment"\)="Research use only/);
      assert.match(printed, /"Course of infection"\)=\(STABLE,99LUNGTRACE,"Stable"\)/);
      assert.match(printed, /"Summary"\)="Nothing has changed\."/);
      assert.doesNotMatch(printed, /^[EF]: /m);
    },
  );

  test('writes 0 as the text "0", not as an empty value', { skip: without('dsrdump') }, async () => {
    const printed = await withFiles(files, ({ healthy }) => output('dsrdump', healthy!));
    const zeros = printed.match(/"Percent of lung infected"\)="0" \(%,UCUM,"Percent"\)/g) ?? [];
    assert.equal(zeros.length, REGIONS.length);
  });

  test(
    'has content in every measurement, without which OHIF up to 3.11 fails',
    { skip: without('dsrdump') },
    async () => {
      const printed = await withFiles(files, ({ infected }) => output('dsrdump', infected!));
      const lines = printed.split('\n');
      const measured = lines.flatMap((line, i) => (/^\s+<contains NUM/.test(line) ? [lines[i + 1]!] : []));
      assert.ok(measured.length > 80);
      assert.ok(measured.every((next) => /<has concept mod CODE/.test(next)));
    },
  );

  test('reports the procedure of the source where it is coded', { skip: without('dsrdump') }, async () => {
    const ProcedureCodeSequence = [{ CodeValue: 'CTTHX', CodingSchemeDesignator: 'L', CodeMeaning: 'CT Thorax nativ' }];
    const sr = srOf(infectedAnalysis(syntheticVolume({ header: { ProcedureCodeSequence } })));
    await withFiles({ sr }, async ({ sr }) => {
      assert.match(await output('dsrdump', sr!), /"Procedure reported"\)=\(CTTHX,L,"CT Thorax nativ"\)/);
      assert.deepEqual(await iodErrors(sr!), []);
    });
  });

  test('refuses private codes that DICOM has no room for', () => {
    assert.throws(() => privateCode('SEVENTEEN-LETTERS', 'x'), RangeError);
    assert.throws(() => privateCode('X', 'm'.repeat(65)), RangeError);
  });
});

function srOf({ volume, measurements, modelSet, models }: AnalysisResult, changes: Partial<SrInput> = {}): Uint8Array {
  return writeSr({
    words: ENGLISH,
    volume,
    measurements,
    modelSet,
    models,
    findings: FINDINGS.map(({ key, code }) => ({ key, type: code, meanHu: key === 'ggo' ? -600 : -100 })),
    seriesInstanceUid: derivedUid('test', 'sr series'),
    sopInstanceUid: derivedUid('test', 'sr'),
    seriesNumber: 9003,
    seriesDescription: 'Lung infection measurements, research use only',
    performedAt: OPTIONS.performedAt,
    ...changes,
  });
}

function withoutLeftLung(analysis: AnalysisResult): AnalysisResult {
  const { regions } = analysis.measurements;
  return { ...analysis, measurements: { ...analysis.measurements, regions: { ...regions, left: measured() } } };
}

function artefact(artefacts: readonly Artefact[], kind: Artefact['kind']): Artefact {
  return artefacts.find((candidate) => candidate.kind === kind)!;
}

function valuesOf({ measurements }: ReadGroup): Record<string, number> {
  return Object.fromEntries(measurements.map(({ name, value }) => [name[2]!, value]));
}
