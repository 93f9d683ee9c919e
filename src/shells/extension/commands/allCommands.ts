/** Every command of the extension; package.json contributes the same ids and a test compares the two. */
import type { Command } from '../shell.ts';
import { addServer } from './configure/addServer.ts';
import { configureAgent } from './configure/configureAgent.ts';
import { configureCline } from './configure/configureCline.ts';
import { setApiKey } from './configure/setApiKey.ts';
import { startGuard } from './configure/startGuard.ts';
import { stopGuard } from './configure/stopGuard.ts';
import { undoConfiguration } from './configure/undoConfiguration.ts';
import { checkContextBudget } from './look/checkContextBudget.ts';
import { compareModels } from './look/compareModels.ts';
import { findServers } from './look/findServers.ts';
import { openLastReport } from './look/openLastReport.ts';
import { openPanel } from './look/openPanel.ts';
import { showFleetStudy } from './look/showFleetStudy.ts';
import { showLog } from './look/showLog.ts';
import { showServers } from './look/showServers.ts';
import { benchmarkLocalModel } from './run/benchmarkLocalModel.ts';
import { cancelRun } from './run/cancelRun.ts';
import { compareLocalAndRemote } from './run/compareLocalAndRemote.ts';
import { quickBenchmark } from './run/quickBenchmark.ts';
import { resumeLastRun } from './run/resumeLastRun.ts';
import { runScenario } from './run/runScenario.ts';

export const allCommands: readonly Command[] = [
  benchmarkLocalModel,
  quickBenchmark,
  cancelRun,
  resumeLastRun,
  openPanel,
  showServers,
  findServers,
  checkContextBudget,
  compareModels,
  compareLocalAndRemote,
  runScenario,
  startGuard,
  stopGuard,
  openLastReport,
  showFleetStudy,
  showLog,
  configureAgent,
  configureCline,
  undoConfiguration,
  setApiKey,
  addServer,
];
