// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Node's `http`. An import would read all its names, of which some load Node's browser-like HTTP client: 15 MB and a twentieth of a
 * second that nobody here needs.
 */
export const http = process.getBuiltinModule('node:http');
