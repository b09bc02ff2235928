import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { Config } from '../platform/config/config.ts';
import { AssetsController, LogoGuard } from './assets.controller.ts';
import { AssetsRepository } from './assets.repository.ts';
import { ASSET_STORAGE, AssetsService } from './assets.service.ts';
import { LocalAssetStorage } from './local-asset-storage.ts';
import { LogoSigner } from './logo-signer.ts';

@Module({
  controllers: [AssetsController],
  providers: [
    AssetsService,
    AssetsRepository,
    LogoSigner,
    LogoGuard,
    {
      provide: ASSET_STORAGE,
      inject: [Config],
      useFactory: (config: Config) => new LocalAssetStorage(join(config.dataDir, 'assets')),
    },
  ],
  exports: [AssetsService, LogoSigner],
})
export class AssetsModule {}
