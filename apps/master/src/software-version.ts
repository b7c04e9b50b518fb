/** Version of this build, shown in the registry of nodes. */
export const softwareVersion = '0.1.0';
