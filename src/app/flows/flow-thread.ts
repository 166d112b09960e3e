// The entry of the thread that receives flows.
import { parentPort, workerData } from 'node:worker_threads';
import { ToposcopeError } from '../../model/index.ts';
import type { FlowThreadData, FromFlowThread, ToFlowThread } from './flow-messages.ts';
import { FlowService } from './flow-service.ts';

function tell(message: FromFlowThread): void {
  parentPort?.postMessage(message);
}

async function obey(service: FlowService, message: ToFlowThread): Promise<void> {
  switch (message.kind) {
    case 'snapshot':
      service.setSnapshot(message.snapshot);
      return;
    case 'status':
      tell({ kind: 'status', id: message.id, status: await service.status() });
      return;
    case 'stop':
      await service.stop();
      tell({ kind: 'stopped' });
      parentPort?.close();
  }
}

try {
  const service = await FlowService.open(workerData as FlowThreadData, (text) => tell({ kind: 'problem', text }));
  parentPort?.on('message', (message: ToFlowThread) => void obey(service, message));
  tell({ kind: 'listening', points: service.listening });
} catch (error) {
  const { code, hint } = error instanceof ToposcopeError ? error : { code: null, hint: null };
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', fault: { code, message, hint: hint ?? '' } });
  parentPort?.close();
}
