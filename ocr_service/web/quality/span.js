// Days that a person chooses, as moments that the server understands: a day begins where the person is.

/** @param {Date} day */
export function asDay(day) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The last so many days up to and including `today`. @param {number} days @param {Date} today */
export function lastDays(days, today) {
  const first = new Date(today);
  first.setDate(first.getDate() - days + 1);
  return { since: asDay(first), until: asDay(today) };
}

/**
 * From the first moment of the one day to the last of the other; null where one is missing or they are the wrong way.
 * @param {string} since @param {string} until
 */
export function asMoments(since, until) {
  const begin = new Date(`${since}T00:00`);
  const end = new Date(`${until}T00:00`);
  if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime())) return null;
  end.setDate(end.getDate() + 1);
  return end > begin ? { since: inTheirTime(begin), until: inTheirTime(end) } : null;
}

/** A midnight with its distance from UTC, so that files are named after the person's days. @param {Date} midnight */
function inTheirTime(midnight) {
  const east = -midnight.getTimezoneOffset();
  const hours = new Date(Math.abs(east) * 60_000).toISOString().slice(11, 16);
  return `${asDay(midnight)}T00:00:00${east < 0 ? "-" : "+"}${hours}`;
}
