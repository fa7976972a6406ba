// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { cloudInitSeed, guestHostname, type SeedFile, type SeedInput } from './seed.ts';
