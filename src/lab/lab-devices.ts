// The devices of a topology file: those that can be logged into, then the stubs.
import { type LabTopology, specOfStub } from './lab-topology.ts';
import type { Surroundings } from './surroundings.ts';
import { VirtualDevice } from './virtual-device.ts';

/** Their protocols are not enabled yet. */
export function createDevices(topology: LabTopology, surroundings: Surroundings): VirtualDevice[] {
  const managed = Object.entries(topology.devices);
  const stubs = Object.entries(topology.stubs);
  // A phone or a host knows no domain name.
  const stubTopology = { ...topology, domain: '' };
  return [
    ...managed.map(([name, spec], index) => {
      return new VirtualDevice({ name, index, kind: spec.kind }, topology, spec, surroundings);
    }),
    ...stubs.map(([name, stub], i) => {
      const identity = { name, index: managed.length + i, kind: stub.kind };
      return new VirtualDevice(identity, stubTopology, specOfStub(stub), surroundings);
    }),
  ];
}
