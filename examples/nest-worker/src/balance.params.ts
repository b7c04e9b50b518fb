import { IsInt, IsString, Max, Min } from 'class-validator';

export class BalanceParams {
  @IsString()
  account: string;

  @IsInt()
  @Min(1)
  @Max(12)
  month: number;
}
