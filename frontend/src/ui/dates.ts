const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const twoDigits = (value: number) => String(value).padStart(2, "0");

/** "12 Mar 2026" for a day (YYYY-MM-DD). Days have no time zone, so none is applied. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${months[(month ?? 1) - 1]} ${year}`;
}

/** "Today, 11:42", "Yesterday, 09:05" or "12 Mar 2026", in the reader's time zone. */
export function formatMoment(time: string, now: Date = new Date()): string {
  const moment = new Date(time);
  const clock = `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}`;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const daysAgo = Math.ceil((midnight.getTime() - moment.getTime()) / 86_400_000);
  if (daysAgo <= 0) return `Today, ${clock}`;
  if (daysAgo === 1) return `Yesterday, ${clock}`;
  return `${moment.getDate()} ${months[moment.getMonth()]} ${moment.getFullYear()}`;
}
