import { Global, Module } from '@nestjs/common';
import { Config } from '../platform/config/config.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { KeyRing } from './key-ring.ts';
import { openKeyRing } from './open-key-ring.ts';
import { Vault } from './vault.ts';

@Global()
@Module({
  providers: [Vault, { provide: KeyRing, inject: [Config, Transactions], useFactory: openKeyRing }],
  exports: [Vault, KeyRing],
})
export class CryptoModule {}
