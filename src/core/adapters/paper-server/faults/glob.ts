/** Whether a text fits a pattern in which `*` stands for any run of characters, none included; case doesn't count. */
export function fitsGlob(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let p = 0;
  let t = 0;
  // Where to go on when a later letter doesn't fit: one character more for the last star.
  let starAt = -1;
  let starText = 0;
  while (t < given.length) {
    if (wanted[p] === "*") {
      starAt = p;
      starText = t;
      p += 1;
    } else if (wanted[p] === given[t]) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      starText += 1;
      t = starText;
      p = starAt + 1;
    } else return false;
  }
  while (wanted[p] === "*") p += 1;
  return p === wanted.length;
}
