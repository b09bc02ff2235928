import { setSourceMapsSupport } from 'node:module';

// Before anything else is loaded. Stacks lead to our sources, and into the packages as they are installed: the maps of
// those, which --enable-source-maps keeps as well, take 30 MB.
setSourceMapsSupport(true);
await import('./start.ts');
