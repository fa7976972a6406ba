// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Who a container's processes are. */
export interface User {
  uid: number;
  gid: number;
  /** Further groups, from the image's /etc/group. */
  groups: number[];
  home: string | undefined;
}

interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

/**
 * Resolves `107`, `107:107`, `qemu`, `qemu:kvm` with the texts of an image's /etc/passwd and /etc/group (empty when it has none).
 * A number that is nobody's has group 0. The answer is a sentence when a name is unknown. @upstream containerd
 */
export function resolveUser(asked: string, passwd: string, group: string): User | string {
  const [userText = '', groupText] = asked.split(':', 2);
  const accounts = lines(passwd).flatMap(([name = '', , uid = '', gid = '', , home = '']): Account[] =>
    isNumber(uid) && isNumber(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home }] : [],
  );
  const wanted = userText === '' ? '0' : userText;
  const account =
    accounts.find(({ name }) => name === wanted) ??
    (isNumber(wanted) ? accounts.find(({ uid }) => uid === Number(wanted)) : undefined);
  if (!account && !isNumber(wanted)) return `unable to find user ${wanted}: no matching entries in passwd file`;

  const groups = lines(group).flatMap(([name = '', , gid = '', members = '']) =>
    isNumber(gid) ? [{ name, gid: Number(gid), members: members.split(',') }] : [],
  );
  let gid = account?.gid ?? 0;
  if (groupText) {
    const named = groups.find(({ name }) => name === groupText);
    if (!named && !isNumber(groupText)) return `unable to find group ${groupText}: no matching entries in group file`;
    gid = named?.gid ?? Number(groupText);
  }
  const further = groups.filter(({ members }) => account && members.includes(account.name));
  return {
    uid: account?.uid ?? Number(wanted),
    gid,
    groups: further.map((entry) => entry.gid),
    home: account?.home || undefined,
  };
}

function lines(text: string): string[][] {
  return text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split(':')]));
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
