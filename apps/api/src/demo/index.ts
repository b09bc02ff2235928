/** Three tenants to look at, made on the first start outside production. Owns nothing; the process start calls it. */
export { DemoModule } from './demo.module.ts';
export { DemoService } from './demo.service.ts';
