import { ClusterSettings } from './cluster-settings.js';
import { SettingAnnouncer } from './setting-announcer.js';
import { SettingService } from './setting.service.js';

/** The providers of this room. */
export const settingParts = [ClusterSettings, SettingAnnouncer, SettingService];
