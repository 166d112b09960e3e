// Files that lie in inventory folders and are none of the inventory, as Ansible has it.

const IGNORED = /^\.|~$|\.(?:bak|cfg|md|orig|pyc|pyo|retry|rpm|rst|swp|txt)$/i;

/** By its name without folder: hidden files, editors' backups, notes, and what Ansible leaves behind. */
export function isIgnoredFile(name: string): boolean {
  return IGNORED.test(name);
}
