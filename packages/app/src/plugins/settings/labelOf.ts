/** What people read of a setting: its title, or its key in words. `maxItems` → `Max items`. */
export function labelOf(key: string, title?: string): string {
  if (title && title !== key) return title;
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[-_.]+/g, " ")
    .trim();
  if (words === "") return key;
  const lower = words.replaceAll(/\b[A-Z][a-z]+/g, (word) =>
    word.toLowerCase(),
  );
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
