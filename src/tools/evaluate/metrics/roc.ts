/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half (Mann-Whitney).
 * null where one class is absent.
 */
export function rocAuc(scores: ArrayLike<number>, positive: readonly boolean[]): number | null {
  const order = Array.from(positive.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let [below, wins] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    let [tiedPositives, tiedNegatives] = [0, 0];
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) {
      if (positive[order[end]!]) tiedPositives++;
      else tiedNegatives++;
      end++;
    }
    wins += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    start = end;
  }
  return wins / (positives * negatives);
}
