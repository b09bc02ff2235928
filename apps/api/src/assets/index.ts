/**
 * Uploaded images: made safe, stored by tenant, served by signed address. Owns `assets` and the files behind it; not what
 * a logo belongs to. Integrations attach and release logos in their own transactions.
 */
export { AssetEntity } from './asset.entity.ts';
export { AssetsModule } from './assets.module.ts';
export { AssetsService } from './assets.service.ts';
export { LogoSigner } from './logo-signer.ts';
export { receiveLogo, type Upload } from './receive-logo.ts';
