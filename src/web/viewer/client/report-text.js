// OHIF takes every TID 1500 report for a set of drawn measurements, and shows nothing of one that has no coordinates: ours
// are measurements of whole regions. Such a report is shown as text, and only what a reader wants of it.

/** DICOM value types that say nothing in words; OHIF's text view fails on items without a name. */
const WITHOUT_WORDS = ['IMAGE', 'COMPOSITE', 'UIDREF'];
/** Codes (DCM, SCT) of what stands elsewhere: the image library beside the images, algorithm and category in the head of the report. */
const SAID_ELSEWHERE = ['111028', '111001', '111003', '276214006'];
const MEASUREMENT_GROUP = '125007';
const TRACKING_IDENTIFIER = '112039';
/** Units of UCUM as people write them. */
const UNITS = { "[hnsf'U]": 'HU', '{score}': '', cm3: 'ml' };

/** Shows reports without coordinates as text; gives what ends it. */
export function showReportsAsText({ servicesManager }) {
  const { displaySetService } = servicesManager.services;
  const { unsubscribe } = displaySetService.subscribe(
    displaySetService.EVENTS.DISPLAY_SETS_ADDED,
    ({ displaySetsAdded }) => {
      for (const displaySet of displaySetsAdded) if (displaySet.Modality === 'SR') showAsText(displaySet);
    },
  );
  return unsubscribe;
}

function showAsText(displaySet) {
  const report = displaySet.instances.at(-1);
  if (itemsBelow(report).some(({ ValueType }) => /^SCOORD/.test(ValueType))) return;
  displaySet.isImagingMeasurementReport = false;
  displaySet.instances = [{ ...report, ContentSequence: readable(report) }];
}

/** The items of a report that say something in words. */
function readable(container) {
  return children(container)
    .filter((item) => item.ConceptNameCodeSequence && !WITHOUT_WORDS.includes(item.ValueType))
    .filter((item) => !SAID_ELSEWHERE.includes(codeOf(item)))
    .map((item) => ({ ...item, ...(item.ContentSequence && { ContentSequence: readable(item) }) }))
    .filter((item) => item.ValueType !== 'CONTAINER' || item.ContentSequence.length > 0)
    .map((item) => (codeOf(item) === MEASUREMENT_GROUP ? underItsName(item) : rounded(item)));
}

/** A group of measurements with the name of what it measures as heading. */
function underItsName(group) {
  const [name] = group.ContentSequence.filter((item) => codeOf(item) === TRACKING_IDENTIFIER);
  if (name === undefined) return group;
  const [concept] = children({ ContentSequence: group.ConceptNameCodeSequence });
  return {
    ...group,
    ConceptNameCodeSequence: sequence({ ...concept, CodeMeaning: name.TextValue }),
    ContentSequence: group.ContentSequence.filter((item) => item !== name),
  };
}

/** A number as people read it: to one digit after the point, smaller ones to one digit that is not 0. */
function rounded(item) {
  const [measured] = children({ ContentSequence: item.MeasuredValueSequence });
  if (measured === undefined) return item;
  const value = Number(measured.NumericValue);
  const [unit] = children({ ContentSequence: measured.MeasurementUnitsCodeSequence });
  const NumericValue = Math.abs(value) < 0.05 ? Number(value.toPrecision(1)) : Number(value.toFixed(1));
  const MeasurementUnitsCodeSequence = sequence({ ...unit, CodeValue: UNITS[unit?.CodeValue] ?? unit?.CodeValue });
  return { ...item, MeasuredValueSequence: sequence({ ...measured, NumericValue, MeasurementUnitsCodeSequence }) };
}

/** OHIF reads the attributes of the only item as those of its sequence. */
function sequence(item) {
  return Object.assign([item], item);
}

function codeOf({ ConceptNameCodeSequence }) {
  return children({ ContentSequence: ConceptNameCodeSequence })[0]?.CodeValue;
}

function itemsBelow(container) {
  return children(container).flatMap((item) => [item, ...itemsBelow(item)]);
}

function children({ ContentSequence = [] }) {
  return Array.isArray(ContentSequence) ? ContentSequence : [ContentSequence];
}
