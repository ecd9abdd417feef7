import type { Doubt, ScanEdge } from '../errors/warnings.ts';
import { CONSISTENCY } from '../inference/findings/findings.ts';
import type { Region } from '../inference/measure/measurements.ts';
import { HIGH_OPACITY_HU } from '../inference/measure/metrics.ts';
import type { Interval } from '../followup/timepoint.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import { FINDINGS } from '../volume/findings.ts';
import { intervalOf, SPREAD, WITHOUT_COVID } from '../inference/measure/repeatability.ts';
import { toldShare } from './told.ts';
import { capitalised, listOf, numbersOf, pluralsOf } from './format.ts';
import type { ComparedPart, Comparison, Difference, LesionCount, Words } from './words.ts';

const plural = pluralsOf('de');
const numbers = numbersOf('de');
const { decimal, signed, percent, exact } = numbers;

const DATE = new Intl.DateTimeFormat('de', { dateStyle: 'medium', timeZone: 'UTC' });
const DAY_AND_MONTH = new Intl.DateTimeFormat('de', { day: '2-digit', month: '2-digit', timeZone: 'UTC' });
const dayOf = (iso: string): Date => new Date(iso.slice(0, 10));
const date = (iso: string): string => DATE.format(dayOf(iso));

const DOUBTS: Readonly<Record<Doubt, string>> = {
  patientId: 'die ID ist ein Platzhalter',
  name: 'anderer Name',
  sex: 'anderes Geschlecht',
  birthDate: 'anderes Geburtsdatum',
  age: 'anderes Alter',
};
const EDGES: Readonly<Record<ScanEdge, string>> = { upper: 'den oberen Rand', lower: 'den unteren Rand' };
const edgesOf = (edges: readonly ScanEdge[]): string => edges.map((edge) => EDGES[edge]).join(' und ');

const category: Readonly<Record<VerdictKind, string>> = {
  noInfection: 'keine Infektion',
  new: 'neu',
  increasing: 'zunehmend',
  stable: 'stabil',
  decreasing: 'abnehmend',
  resolved: 'zurückgebildet',
  notMeasured: 'nicht gemessen',
  notComparable: 'nicht vergleichbar',
  mixed: 'gemischt',
};
const COURSE = { ...category, none: 'keine', minimal: 'minimal' };

const lesionVerdict: Words['lesions']['verdict'] = {
  new: 'neu',
  grown: 'größer',
  stable: 'stabil',
  shrunk: 'kleiner',
  gone: 'verschwunden',
  unclear: 'unklar',
};
const countsOf = (counts: readonly LesionCount[]): string =>
  counts.map(({ verdict, count }) => `${count} ${lesionVerdict[verdict]}`).join(', ');

/** In a sentence, in the nominative. */
const THE_REGION: Readonly<Record<Region, string>> = {
  lungs: 'die gesamte Lunge',
  right: 'die rechte Lunge',
  left: 'die linke Lunge',
  rightUpper: 'das rechte Oberfeld',
  rightMiddle: 'das rechte Mittelfeld',
  rightLower: 'das rechte Unterfeld',
  leftUpper: 'das linke Oberfeld',
  leftMiddle: 'das linke Mittelfeld',
  leftLower: 'das linke Unterfeld',
};

/** The same in the dative, after a preposition. */
const IN_THE_REGION: Readonly<Record<Region, string>> = {
  lungs: 'in der gesamten Lunge',
  right: 'in der rechten Lunge',
  left: 'in der linken Lunge',
  rightUpper: 'im rechten Oberfeld',
  rightMiddle: 'im rechten Mittelfeld',
  rightLower: 'im rechten Unterfeld',
  leftUpper: 'im linken Oberfeld',
  leftMiddle: 'im linken Mittelfeld',
  leftLower: 'im linken Unterfeld',
};
const region: Words['region'] = {
  lungs: 'Beide Lungen',
  right: 'Rechte Lunge',
  left: 'Linke Lunge',
  rightUpper: 'Rechtes Oberfeld',
  rightMiddle: 'Rechtes Mittelfeld',
  rightLower: 'Rechtes Unterfeld',
  leftUpper: 'Linkes Oberfeld',
  leftMiddle: 'Linkes Mittelfeld',
  leftLower: 'Linkes Unterfeld',
};
/** Within a list: 'rechte Lunge'. */
const nounOf = (one: Region): string => region[one].charAt(0).toLowerCase() + region[one].slice(1);

const subject: Words['subject'] = {
  lung: { noun: 'Lunge', group: 'Lunge' },
  infected: { noun: 'Infektion', group: 'Infektion' },
  ggo: { noun: 'Milchglastrübung', group: 'Milchglas' },
  consolidation: { noun: 'Konsolidierung', group: 'Konsolidierung' },
  highOpacity: { noun: 'hohe Dichte', group: 'Hohe Dichte' },
};

const CONSOLIDATION = `Konsolidierung hat über ${exact(CONSISTENCY.attenuationMm)} mm der Infektion eine mittlere Dichte von mindestens ${exact(CONSISTENCY.consolidationHu)} HE`;

const AGE = {
  D: { one: 'Tag', other: 'Tage' },
  W: { one: 'Woche', other: 'Wochen' },
  M: { one: 'Monat', other: 'Monate' },
  Y: { one: 'Jahr', other: 'Jahre' },
};
const SEX: Readonly<Record<string, string>> = { F: 'weiblich', M: 'männlich', O: 'divers' };

const list = listOf('de');
const inThe = (regions: readonly Region[]): string => list(regions.map((one) => IN_THE_REGION[one]));
const partsOf = (heading: string, parts: readonly ComparedPart[]): string[] =>
  parts.length === 0
    ? []
    : [
        `${heading}: ${parts.map(({ region: one, now, before, throughout }) => `${nounOf(one)} ${toldShare(one, 'infected', now, numbers)} (zuvor ${toldShare(one, 'infected', before, numbers)}${throughout ? ', in allen Feldern' : ''})`).join(', ')}.`,
      ];
const duration = ({ count, unit }: Interval): string =>
  `${count} ${plural(count, unit === 'hours' ? { one: 'Stunde', other: 'Stunden' } : AGE.D)}`;
/** The dative: 'in 7 Tagen'. */
const within = ({ count, unit }: Interval): string =>
  `in ${count} ${plural(count, unit === 'hours' ? { one: 'Stunde', other: 'Stunden' } : { one: 'Tag', other: 'Tagen' })}`;
const earlier = ({ date: on, interval }: { date: string; interval: Interval }): string =>
  `${date(on)} (${duration(interval)} zuvor)`;
const limitOf = (value: number): string => `${exact(value)}\u00a0%`;
const infected = (value: number): string => toldShare('lungs', 'infected', value, numbers);
const ofLungs = (value: number): string => `${infected(value)} des Lungenvolumens`;
const onDate = ({ before, date: on }: Comparison): string => `am ${date(on)} ${infected(before)}`;
const since = (compared: Comparison): string => `(${differenceOf(compared)} ${within(compared.interval)})`;
const nowAndBefore = (compared: Comparison): string =>
  `${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`;
const fromTo = ({ before, date: on, now }: Comparison): string =>
  `von ${infected(before)} am ${date(on)} auf ${ofLungs(now)}`;

const spreadOf = (size: keyof typeof SPREAD): string =>
  `±(${exact(SPREAD[size].points)} + ${exact(SPREAD[size].relativePercent)}\u00a0%)`;
/** What the zone score is, and what it is not. */
const ZONE_SCORE_RULE =
  'Zonenscore: sechs Felder, je 0-5 (<5, -25, -50, -75, >75 %; Stufen von Pan et al., Radiology 2020), nicht der CT-Score der Lappen.';

function differenceOf({ percentPoints, relativePercent }: Difference): string {
  const points = `${signed(percentPoints)} Prozentpunkte`;
  return relativePercent === null ? points : `${points}, ${signed(relativePercent, 0)}\u00a0%`;
}

export const GERMAN: Words = {
  ...numbers,
  tag: 'de',
  language: { value: 'de', scheme: 'RFC5646', meaning: 'German' },
  notice: 'Nur für Forschungszwecke. Nicht für Diagnose oder Behandlung.',
  consolidationRule: CONSOLIDATION,
  date,
  dateAndTime: (iso) => `${date(iso)} ${iso.slice(11, 16)}`,
  monthAndDay: (iso) => DAY_AND_MONTH.format(dayOf(iso)),
  title: { firstStudy: 'Thorax-CT: Infektion der Lunge', followUp: 'Thorax-CT: Verlauf der Lungeninfektion' },
  category,
  course: {
    noInfection: 'keine',
    new: 'neu',
    increasing: 'mehr',
    stable: 'stabil',
    decreasing: 'weniger',
    resolved: 'weg',
    notMeasured: '–',
    notComparable: 'unklar',
  },
  headline: (kind, worse, better) => {
    const parts = [
      ...(worse.length > 0 ? [`schlechter: ${worse.map(nounOf).join(', ')}`] : []),
      ...(better.length > 0 ? [`besser: ${better.map(nounOf).join(', ')}`] : []),
    ];
    return `${capitalised(category[kind])}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`;
  },
  firstVerdict: { infected: 'Infektion', belowLimit: 'Infektion unter der Grenze', none: 'Keine Infektion' },
  region,
  subject,
  reference: `In CT ohne COVID-19 galten bis zu ${percent(WITHOUT_COVID.mostPercent)} der Lunge als infiziert (${WITHOUT_COVID.scans - 1} von ${WITHOUT_COVID.scans}), in einer mit kollabierter Lunge ${percent(WITHOUT_COVID.collapsedPercent)}.`,
  sentence: {
    noInfection: (on) =>
      on === undefined ? 'Keine Infektion gefunden.' : `Keine Infektion gefunden, auch nicht am ${date(on)}.`,
    belowLimit: (limit, on) =>
      `Infektion unter der Grenze von ${limitOf(limit)} des Lungenvolumens${on === undefined ? '' : `, auch am ${date(on)} nicht mehr`}.`,
    appeared: (compared) => `Neue Infektion: ${nowAndBefore(compared)}`,
    returned: (compared) => `Die Infektion ist wieder aufgetreten: ${nowAndBefore(compared)}`,
    increased: (compared) => `Die Infektion hat ${fromTo(compared)} zugenommen ${since(compared)}.`,
    unchanged: (compared, { percentPoints, relativePercent }) =>
      `Die Infektion hat sich nach den Grenzen dieses Berichts (${exact(percentPoints)} ${plural(percentPoints, { one: 'Prozentpunkt', other: 'Prozentpunkte' })} und ${limitOf(relativePercent)}) nicht verändert: ${nowAndBefore(compared)}`,
    decreased: (compared) => `Die Infektion hat ${fromTo(compared)} abgenommen ${since(compared)}.`,
    resolved: (compared, limit) =>
      `Die Infektion hat sich zurückgebildet${limit === undefined ? '' : `, bis unter die Grenze von ${limitOf(limit)}`}: ${nowAndBefore(compared)}`,
    mixed: (worse, better, compared) =>
      `Der Verlauf ist gemischt: Die Infektion hat ${inThe(worse)} zugenommen und ${inThe(better)} abgenommen. Beide Lungen: ${nowAndBefore(compared)}`,
    notComparable: (reasons, compared) =>
      `Nicht vergleichbar mit der CT vom ${date(compared.date)} (${reasons.join(', ')}): ${nowAndBefore(compared)}`,
    notMeasured: 'Die Lungen konnten nicht verglichen werden.',
    parts: (worse, better) => [...partsOf('Schlechter', worse), ...partsOf('Besser', better)].join(' '),
    comparedFindings: (findings) =>
      `${findings.map(({ finding, now, before, course }) => `${subject[finding].noun} ${now}\u00a0% (zuvor ${before}\u00a0%: ${COURSE[course]})`).join('; ')}.`,
    doubling: (days, low, high) =>
      `Bei diesem Tempo verdoppelt sich die Infektion in ${decimal(days)} Tagen (${decimal(low)} bis ${decimal(high)} nach der Wiederholbarkeit der Messungen).`,
    sinceFirst: (became, { before, date: on, interval, ...difference }) =>
      `Gegenüber der ersten CT vom ${date(on)} (${infected(before)}, ${duration(interval)} zuvor): ${became} (${differenceOf(difference)}).`,
    highestSoFar: 'Das ist der bisher höchste Wert.',
    peak: (value, on) => `Der Höchstwert war ${percent(value)} am ${date(on)}.`,
    infected: (value) => {
      const { low, high } = intervalOf('lungs', value);
      return `Infektion von ${ofLungs(value)} (erneut gemessen ${decimal(low)}–${percent(high)}).`;
    },
    findings: (findings) =>
      `${findings.map(({ finding, percent: value }) => `${subject[finding].noun} ${value}\u00a0%`).join(', ')}.`,
    mostAffected: (zone, value) =>
      `Am stärksten betroffen ist ${THE_REGION[zone]} mit ${toldShare(zone, 'infected', value, numbers)}.`,
    noEarlier: 'Es gibt keine frühere CT zum Vergleich.',
  },
  warning: {
    LUNG_MISSING: ({ lung }) =>
      `${capitalised(THE_REGION[lung])} wurde nicht gefunden: entfernt, kollabiert oder vollständig konsolidiert. Keine Zahl erfasst sie, und ein niedriger Prozentwert beider Lungen kann täuschen.`,
    EARLIER_LUNG_MISSING: ({ lung, date: on }) =>
      `${capitalised(THE_REGION[lung])} wurde am ${date(on)} nicht gefunden: Keine Zahl dieses Tages erfasst sie, deshalb sind beide Lungen zusammen nicht vergleichbar.`,
    LUNGS_CUT: ({ edges }) =>
      `Die Lunge reicht über ${edgesOf(edges)} des Scans hinaus. Volumina, Prozentwerte, Zonen und Score gelten für den abgebildeten Teil; die Zonen sind Drittel dieses Teils.`,
    EARLIER_LUNGS_CUT: ({ edges, date: on }) =>
      `Am ${date(on)} reichte die Lunge über ${edgesOf(edges)} des Scans hinaus: Eine Änderung kann von dem nicht abgebildeten Teil kommen.`,
    SLABS: ({ thicknessMm, distanceMm }) =>
      `Die Schichten sind ${decimal(thicknessMm)} mm dick und liegen ${decimal(distanceMm)} mm auseinander: überlappende dicke Schichten, vielleicht Projektionen, deren Dichte und Volumina nicht die der Lunge sind.`,
    IDENTITY: ({ date: on, doubts }) =>
      `Die Untersuchung vom ${date(on)} unter derselben Patienten-ID wird nicht verglichen, weil sie von einer anderen Person sein kann (${doubts.map((doubt) => DOUBTS[doubt]).join(', ')}).`,
    SLICE_DISTANCE: ({ now, before, date: on }) =>
      `Der Schichtabstand beträgt ${decimal(now)} mm, am ${date(on)} waren es ${decimal(before)} mm: Kleine Befunde werden unterschiedlich gemessen.`,
    THICKNESS: ({ now, before, date: on }) =>
      `Die Schichtdicke beträgt ${decimal(now)} mm, am ${date(on)} waren es ${decimal(before)} mm: Dicke Schichten verwischen kleine und schwache Befunde.`,
    KERNEL: ({ now, before, date: on }) =>
      `Der Faltungskern ist ${now}, am ${date(on)} war es ${before}: Schwache Trübungen können anders aussehen.`,
    LUNG_VOLUME: ({ percent: change, date: on }) => {
      const [size, effect] = change < 0 ? ['kleiner', 'erhöht'] : ['größer', 'senkt'];
      return `Das Lungenvolumen ist ${decimal(Math.abs(change), 0)} % ${size} als am ${date(on)}: Schon eine andere Atemtiefe ${effect} die Prozentwerte.`;
    },
  },
  reason: {
    LUNG_MISSING: 'eine Lunge wurde nicht gefunden',
    EARLIER_LUNG_MISSING: 'eine Lunge wurde damals nicht gefunden',
    LUNGS_CUT: 'Lunge am Rand des Scans abgeschnitten',
    EARLIER_LUNGS_CUT: 'Lunge damals am Rand des Scans abgeschnitten',
    SLABS: 'überlappende dicke Schichten',
    IDENTITY: 'vielleicht eine andere Person',
    SLICE_DISTANCE: 'anderer Schichtabstand',
    THICKNESS: 'andere Schichtdicke',
    KERNEL: 'anderer Faltungskern',
    LUNG_VOLUME: 'andere Atemtiefe',
  },
  head: {
    patient: 'Patient',
    patientId: 'Patienten-ID',
    born: 'Geboren',
    sex: 'Geschlecht',
    accession: 'Auftragsnr.',
    acquired: 'Aufnahme',
    study: 'Untersuchung',
    series: 'Serie',
    zoneScore: 'Zonenscore',
    comparedWith: 'Verglichen mit',
    noEarlier: 'keine frühere CT',
    sexOf: (code) => SEX[code] ?? code,
    age: (count, unit) => `${count} ${plural(count, AGE[unit])}`,
    slices: (count) => `${count} ${plural(count, { one: 'Schicht', other: 'Schichten' })}`,
    score: (score, most, before) => `${score} von ${most}${before === undefined ? '' : ` (zuvor ${before})`}`,
    earlier: (previous, first) => (first ? `${earlier(previous)}, erste CT ${earlier(first)}` : earlier(previous)),
  },
  column: {
    now: 'jetzt %',
    before: 'zuvor %',
    change: 'Diff.',
    course: 'Verlauf',
    relative: 'in %',
    perDay: 'pro Tag',
    sinceFirst: 'ggü. 1.',
    volume: 'ml',
    percent: '%',
    meanAttenuation: 'Mittel HE',
  },
  lesions: {
    title: 'Herde',
    picture: 'Lungen von vorn, auf eine Form gestreckt; jeder Herd mit seiner Nummer',
    right: 'R',
    left: 'L',
    column: {
      lesion: 'Herd',
      place: 'Ort',
      before: 'zuvor ml',
      now: 'jetzt ml',
      change: 'Diff.',
      verdict: 'Verlauf',
    },
    verdict: lesionVerdict,
    name: (number) => `Herd ${number}`,
    parts: (count) => `${count} Teile`,
    summary: (on, counts) =>
      counts.length === 0
        ? `Kein Herd, auch nicht am ${date(on)}.`
        : `Herde seit dem ${date(on)}: ${countsOf(counts)}.`,
    smaller: (least, now, before) =>
      `Kleiner als je ${exact(least)}\u00a0ml: insgesamt ${decimal(now)}\u00a0ml, zuvor ${decimal(before)}\u00a0ml.`,
    leftOut: (told, others) => `Die ${told} größten sind aufgeführt, ${others} weitere nicht.`,
    reading: (least, tolerance, spread) =>
      `Ein Herd ist ein zusammenhängender Teil der Infektion einer Lunge von mindestens ${exact(least)}\u00a0ml. Zwei Herde sind derselbe, wenn die Hälfte des einen höchstens ${exact(tolerance)}\u00a0mm vom anderen entfernt liegt, sobald die Lungen auf eine Form gestreckt sind; was zusammenwächst oder zerfällt, zählt als einer. Größer und kleiner: jenseits der Grenzen dieses Berichts und von ±${exact(spread)}\u00a0% beider Volumen.`,
    notCompared: (on) =>
      `Herde sind mit der CT vom ${date(on)} nicht verglichen: anderer Ausschnitt der Lungen, oder eine Analyse ohne Herde.`,
  },
  picture: {
    interval: '95 % bei Wiederholung',
    timelineTitle: 'Infektion beider Lungen, % ihres Volumens',
    profileTitle: 'Infizierte Fläche jeder Schicht, cm²',
    heightAxis: 'Oberrand der Lungen  –  % ihrer Höhe  –  Unterrand',
    histogramTitle: 'Dichte, % der jeweiligen Voxel',
    attenuationAxis: 'HE',
    current: 'Aktuell',
    previous: 'Zuvor',
    view: 'axial, rechte Körperseite links',
    missing: 'nicht aufbewahrt',
    viewTitle: {
      coronal: 'Koronar',
      sagittalRight: 'Sagittal, rechte Lunge',
      sagittalLeft: 'Sagittal, linke Lunge',
      projection: 'Alle Befunde von vorn',
    },
    viewNote: (isInfected) =>
      isInfected
        ? 'Ebenen mit den meisten Befunden; R, L: Körperseiten; von vorn ist eine Farbe umso kräftiger, je tiefer der Befund reicht'
        : 'Ebenen mit der meisten Lunge; R, L: Körperseiten',
    caption: (height, infected) => `Höhe ${decimal(height * 100, 0)}\u00a0%, infiziert ${percent(infected)}`,
    slice: (on, caption) => `Axiale CT-Schicht vom ${date(on)} mit Befunden: ${caption}`,
    timelinePoint: (point) =>
      [
        `${date(point.acquiredAt)}: infiziert ${infected(point.infectedPercent)}`,
        ...FINDINGS.map(
          ({ key }) => `${subject[key].noun} ${toldShare('lungs', key, point[`${key}Percent`], numbers)}`,
        ),
      ].join(', '),
    viewOf: (title) => `${title}: die Lungen mit Befunden`,
    frequent: (parts) =>
      `Häufigste Dichte: ${parts.map((part) => `${subject[part.subject].noun} um ${decimal(part.hu, 0)} HE`).join(', ')}`,
    worstSlice: (on, infectedCm2, height) =>
      `${date(on)}: höchstens ${decimal(infectedCm2)} cm² infiziert, bei ${decimal(height * 100, 0)} % der Lungenhöhe`,
  },
  section: {
    summary: 'Zusammenfassung',
    limits: 'Grenzen des Ergebnisses',
    readWithCare: 'Mit Vorsicht zu lesen',
    regions: 'Regionen',
    numbers: 'Zahlen der Regionen',
    views: 'Von anderen Seiten',
    slices: 'Am stärksten befallene Schichten',
    slicesOfBoth: 'Am stärksten befallene Schichten, beide in gleicher Lungenhöhe',
  },
  foot: {
    madeBy: 'Erstellt von',
    models: 'Modelle',
    reading: 'Lesehilfe',
    howToRead: ({ infectionPercent, percentPoints, relativePercent }, isFollowUp) =>
      `${isFollowUp ? `Als Änderung zählt, was ${exact(percentPoints)} ${plural(percentPoints, { one: 'Prozentpunkt', other: 'Prozentpunkte' })} und ${exact(relativePercent)} % des früheren Werts erreicht. ` : ''}Weniger als ${exact(infectionPercent)} % gelten als frei von Infektion. Prozentwerte sind Anteile am Lungenvolumen der jeweiligen Region; ${subject.highOpacity.noun} ist Infektion ab ${exact(HIGH_OPACITY_HU)} HE, Voxel für Voxel. ${CONSOLIDATION}. Erneut gemessen liegen 95 % der Anteile innerhalb von ${spreadOf('lungs')} für beide Lungen, ${spreadOf('lung')} für eine, ${spreadOf('zone')} für ein Feld; „<“: von keiner Infektion nicht zu unterscheiden. ${ZONE_SCORE_RULE}`,
  },
  timepoint: (followUps) => `Verlaufs-CT ${followUps}`,
};
