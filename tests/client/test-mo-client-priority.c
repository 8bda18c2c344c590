/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* To come. */
int main (void) { return 0; }
