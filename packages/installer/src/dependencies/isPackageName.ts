/** Whether a name may become a folder: registries and packages choose names, and none may lead out of the store. */
export function isPackageName(name: string): boolean {
  return /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/.test(name);
}
