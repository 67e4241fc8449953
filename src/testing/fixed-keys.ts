import type { RsaPrivateJwk } from "../tokens/jwk.ts";
import type { KeySource } from "../tokens/key-source.ts";

/**
 * Two RSA key pairs that everyone has: making new ones takes longer than most tests. Tokens they sign prove nothing, so a
 * durable storage refuses them.
 */
const published: readonly [RsaPrivateJwk, RsaPrivateJwk] = [
  {
    kty: "RSA",
    n: "pIy_6Ob3Pn_6CEGVs7L2Grq18MATgv_aRR9u5L11WZe-YhqoTeuqDn1e5K8tE_DkZWBa_U3YwsNwBNam_wuEWjzyN5Q-_xBFel-EHHj4jRfas6H4Msur9aMw9-O1mZZi7iqRDOxysS2ESUy8yK6OYEI6VccmRiZBtgF5kstMvaYt9zZRWlK8syXTihR3HqCnfK8B62FuFTZz-t0d6EH1IvHZN9Gby32YPJXQURSDr3_614h8VoFj9SNtZMgsqQJa6nk-VfyKJiUmJ_lwZUyhdyUi-JonOP89XsMxK-WlVGolA_TxIfV_CMqJyMYRE8UXcTYTXlUZudEGBN5Vgcnzww",
    e: "AQAB",
    d: "DBZTHvQfk4WjsIleY-NdZNkNqVnEQfPlk2NInZPcAJ2yPGAFHsHIOnINXB-qee1qXmOfSD3rxZUrb6eNTKA92ihII9Rt2WwKdn-sScnwra79ZgM1VkhHLiJZ_Zn9l0-Iaw9RNV5SQUXJksRvL6lzriPfR7kuMt2RJ4hgzYT48tgZsfiQRn_94l0sdGt_uWp20MzRDGotoGtIuhpae9XCcIAxNNASHw656_nXm5Lde5sCSoTTE3m7eCalokmYhqzVjx-vGBCFXBZ3rNvCBYPK2I0FZOqUkZc5v6Iml64Dh2lVv6rIqgYmxAdQ0vIH8JAXd4x9mlLQc4PD8upP-I3VHQ",
    p: "1hmWJY1JW_MKNYdbX118qHTaVPVuZuWqG7Bjh6QEPaoHJCxEFJBPXcT4CMoHsH9tFBR4EPWAd_gTzUbPnE8ougpoMAUGjme1E52XJBjznjYZXIuxu8OsCUmfpKgvWe0bjYHjGp3veDoJfH32-FHLNe-gCl2r28dFIhv5ba0-wrU",
    q: "xMCzErbB1ZKBYvlGocp1NkMjMx_9X8dqjGJIjDjWbUKsqkKy4MeqrLJpLsqWJCgmn_9ooUNnntRTlNCqcM1y20K6qzJjd-2P2QR6FdHZH7I8OkqDp7xxxH90t5IFj1YCqY5pDVXprwjXKQFAXr6U7CqCwtLwQY0jBCsC5046j5c",
    dp: "ouRYrj1uoPyquctAI7B3FZvCOX15_-Ogpuxu7VZGu7vPLyBWs-aP2-HubJF5hDmO_gYMy6pdkek296l2b5ByhglA97f7IwGYbVIrGhW51JeIeDb4hMj87RwM0DP9wsd5fRJjfW7IMYrGiOc1rfxdRa4I75oRFWfpG2h5P47d_zk",
    dq: "Y9xmRzZJFUwhrYlVxyJJ8XuL7xPqduVw98WeisUCWDxCBLyLq7jLsJFw_1XFdJ6IVCa_BTJ_8kZUEbEDAPPVuuGYevG9OI5ztzMlf9Odfw_or7FINydXGuOR6uYLOl_uQ_7K5QDY9YToJ6DB-hSC44cEDTwgwzSONDxcYef7ows",
    qi: "tiDV1O3bxlbGQUuAGoE_Y_y-u04S-vb9XNkueGCKyZW_OrahQMwB2GCsrbsZ9ghvJ7tgPRqylCIzIC67xWg-T_GaG0_KksXdu9YUYwDhsVgG73DAH1rOo--FA06YNwCSHPVdVaO3Ia8OGbXHhPmizzuHi4a5KhdsCxuLn3afBAg",
  },
  {
    kty: "RSA",
    n: "lkkShbyLAHIOc9GCg22S5R3WKtChGLltmakkPUjYNI_KPhLSzZkKgzYWzIq85ig0sPfgnuSLhqsBhykH9qFwp224f4EUcI8K-8N70tRmPWqutCFfAO7xZtS2gZ68BgsESVvZ1PPxwH5VtvqtxjLi-1nYLq4rmGybM2AkPH2wFheDYNO9rAMlsa_9ABO0KXO60F5LgbYzn_OajfFGxw5PWOp1_IIX9qJ-39kwG7xsHkil4N8KGZULY1NtsEmf4k4DaBtRRpXGSiDgSmuUhkrpeKwrq8DACsqWmGV8O_fWV2YqDL6qVaAMPKQdscn5PCvpBdccppHze9tNlTM1EJNDSQ",
    e: "AQAB",
    d: "L_J-S1a9DlZVUBQ-zImv_RNI2f4X95hpZEX3fun3uMVLZASDZv71wKkIGxgEbnXTYcajzm3iKgPzB9lKZiBZncE-xMc86zBn860Jm1kSiXO461VeRyD0ubcRx0cKe-8V3gXE-NEfhyeHV0qhGIPxsPmYJESDOi0kUv7QcNA01scKha6nj-QkV-Tg7mIbFnpGdnGeXDWPAyrRhUmkH_N74e3kOo9p6OM4PCEMZgy_HJAxXJosWBn6Xd-ujYNLWJcFmNBsgLYFyIwwlicNG3oC0qBCWxkpJhq-_EgRA5c4r5FVatlz8z9GvZFEemu-0q9MqoDVW_wYpr_T3TBHi2OkNQ",
    p: "xFeWButY6CsMfnsqbEYb1j5e2zVbxdMi4Tkg4ceOOLbvDai71Y0A5TrmuJ1UPcjTvDUlml_fifSd4MjVlFJ5YgILDRMiSgnGfVSheBZZZvfGWuAS1LLN7Hngsklnn2fq4BF91GhWkiExXKQPX3R3kNJ6ioVQdTeAwI7yJ1vur-M",
    q: "w_L67CPUOHToRK1y-mEd3xnTmNOSYQ7SgMoUoon94WexgO5j4Hwz_pzKGwqqxYaAJBl04rN5HWFQbQUC1Ll3YaYMSIu4dZid9PwJwxPYmk8zQZQi6lxofgFkBYQ4xJVedKXeU59nNFVPo5ybse5qwbF9BJKKJprvIYBk0fYVD-M",
    dp: "vYqcL5PVYVPlnNiD7MCFsP7HDbFmJgScgHZpEu1Vk9St1C7XHeIgQirpfsGLCJYuKVvZMD1rjD9UhiL7ZFN2ELJOPtIA4R6sumMP-eEBb5C0sRfttd3jQ22pCBQq780fBi58nagYIrvebkOG_6xsnKdEWyM1t-Lb7YhRpsNuGec",
    dq: "pgXx5LJW1Z74TXhIuyweCzHuvsZEeEf-w3B1G2Kf4aPiGcPijAmwZEKkW1UmbEYRvIR1LL-0FtilNDnStDqQlAQE1FLN75VoAHKsMsVV-Six3RaOntO9FUZIYQQutSF57ou7XE7rOsQtvgqrQI8plQO1UXJ3603K3y_SPLOsFNE",
    qi: "VVL8ftnZxFF_3fVdC6u1dIVfkRE4QygmQh6BP3AasqDjKh3EGKy2pljPE_yM-g3H7aXFfp6DTGgjlIkVm4pPIdws8AeCB7VDkeXTQuput13u86TIS7TH06P04FfWgNb2oL-F59uwoJHUIF3ce7OQmZLmbEu04qDpxYUW7cGR3HM",
  },
];

/** Gives the published keys in turn. */
export function fixedTestKeys(): KeySource {
  let given = 0;
  return {
    forTestsOnly: true,
    async generate() {
      given += 1;
      return published[given % 2 === 1 ? 0 : 1];
    },
  };
}
