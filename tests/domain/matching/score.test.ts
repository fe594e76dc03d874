import { score } from "#app/domain/matching/score.ts";
import { expect, test } from "#tests/setup/test.ts";

test("each part of the score is floored by itself", () => {
  const facts = { overlap: 62, need: 80, ratingMilli: 4_637, toolLevels: 7, tools: 3, rate: 1_301n, maxRate: 2_400n };
  expect(score(facts)).toEqual({
    hours: 310_000,
    rating: 278_220,
    // 200,000 x 7 / 15 = 93,333.3 and 100,000 x 1,099 / 2,400 = 45,791.7
    tools: 93_333,
    price: 45_791,
    total: 727_344,
  });
  expect(score({ ...facts, overlap: 500, tools: 0, toolLevels: 0, maxRate: null })).toMatchObject({
    hours: 400_000,
    tools: 200_000,
    price: 100_000,
  });
});
