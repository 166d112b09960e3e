// The steps that a datagram takes with us: each does what those before it do, and more.
export const OUR_STEPS = ['read', 'decode', 'load', 'keys', 'talkers', 'whole'] as const;
export type OurStep = (typeof OUR_STEPS)[number];
