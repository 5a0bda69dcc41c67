// On the sign-in page, where one comes by signing out and where the next person begins: the households of
// patrols go from this phone. What its walker has not sent yet waits until he signs in again.

import { forget } from "./patrol-forget.js";
import { forgetSent } from "./patrol-store.js";

// A browser that keeps nothing has nothing to drop.
Promise.all([forget(), forgetSent()]).catch(() => undefined);
